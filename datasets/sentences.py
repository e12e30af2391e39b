"""How a figure compares, in words. Plain values in, plain values out."""

NEIGHBOURS, ENGLAND = "similar areas", "England"
# Without a better side a figure is only above or below.
WORDS = {
    "better": "better than",
    "worse": "worse than",
    "higher": "above",
    "lower": "below",
    "similar": "about the same as",
}


def compared_in_words(with_neighbours: str | None, with_england: str | None) -> str:
    """ "Above similar areas, about the same as England"; empty where neither can be said."""
    said = [
        (WORDS[found], name)
        for found, name in ((with_neighbours, NEIGHBOURS), (with_england, ENGLAND))
        if found
    ]
    if len(said) == 2 and said[0][0] == said[1][0]:
        said = [(said[0][0], f"{NEIGHBOURS} and {ENGLAND}")]
    sentence = ", ".join(f"{word} {name}" for word, name in said)
    return sentence[:1].upper() + sentence[1:]
