"""`manage.py import_open_data`, and which mapping it reads a file by."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from datasets.catalogue.loading import load
from datasets.importing.matching import mapping_for, mappings
from datasets.importing.problems import Refused
from datasets.importing.reading import PublishedFile
from datasets.models import Area, Mapping, MappingLine, Observation, Population
from tests.figures import make_indicator, make_release
from tests.open_data import (
    KINGSTON,
    RICHMOND,
    a_file,
    content,
    figure,
    make_mapping,
    make_population_mapping,
    row,
)

pytestmark = pytest.mark.django_db

KINGSTON_2013 = row(KINGSTON, Again="357", All="1948", Share="18.3")
DURATIONS = {"2_years_or_more": "0", "2_years_or_more_percent": "0"}
OPEN, ENDED = "Child Protection Plans by length of time", "Child Protection Plans ending by length"


def found_for(*rows, name="") -> str:
    return mapping_for(a_file(*rows), mappings(), name).name


def refusal_of(*rows, name="") -> str:
    with pytest.raises(Refused) as refused:
        found_for(*rows, name=name)
    return str(refused.value)


class TestMatching:
    def test_the_one_whose_columns_the_file_has(self):
        make_mapping()
        make_mapping("other", numerator="Others")

        assert found_for(KINGSTON_2013) == "re-referrals"

    def test_files_of_the_same_columns_differ_in_another(self):
        load()
        at_31_march = row(category=OPEN, CPP_At31="163", **DURATIONS)
        ended = row(category=f"{ENDED} of time", CPP_End="102", **DURATIONS)

        assert found_for(at_31_march) == "cin-2024-d5"
        assert found_for(ended) == "cin-2024-d7"

    def test_rows_say_which_of_two_it_is(self):
        make_mapping("of-all", only_where="sex = Total")
        make_mapping("of-girls", only_where="sex = Girls; age = All")

        assert found_for(KINGSTON_2013 | {"sex": "Total", "age": "All"}) == "of-all"
        assert found_for(KINGSTON_2013 | {"sex": "Girls", "age": "All"}) == "of-girls"

    def test_only_such_rows_are_read(self, write):
        make_mapping("of-all", only_where="sex = Total")
        total = KINGSTON_2013 | {"sex": "Total"}

        said = run(write(KINGSTON_2013 | {"sex": "Girls", "Share": "?"}, total))

        assert "1 figure added" in said
        assert "1 row not as sex = Total passed over" in said

    def test_two_that_fit_are_named(self):
        make_mapping()
        make_mapping("other")

        assert refusal_of(KINGSTON_2013) == (
            "file.csv: several mappings fit: other, re-referrals. Say which with --mapping"
        )
        assert found_for(KINGSTON_2013, name="other") == "other"

    def test_where_none_fits_the_columns_are_listed_and_what_is_missing(self):
        make_mapping()
        make_mapping("other", numerator="Others", denominator="Everybody", value="Percent")

        assert refusal_of(row(Again="1", All="2", Part="50")) == (
            "file.csv: no mapping fits. Its columns are time_period, time_identifier, "
            "geographic_level, country_code, country_name, region_code, region_name, old_la_code, "
            "new_la_code, la_name, Again, All, Part. The nearest is re-referrals, for which are "
            "missing: Share."
        )

    def test_where_no_row_is_as_asked_for_that_is_said(self):
        make_mapping("of-all", only_where="sex = Total")

        assert refusal_of(KINGSTON_2013 | {"sex": "Girls"}).endswith(
            "It has all columns of of-all asks for sex = Total, and no such row."
        )

    def test_one_that_was_named_must_fit(self):
        make_mapping("of-all", only_where="sex = Total")

        assert "row 1: missing columns: sex. It has time_period" in refusal_of(
            KINGSTON_2013, name="of-all"
        )
        assert "no row is as of-all asks for: sex = Total" in refusal_of(
            KINGSTON_2013 | {"sex": "Girls"}, name="of-all"
        )
        assert (
            refusal_of(KINGSTON_2013, name="none") == "There is no mapping none. There is of-all."
        )

    def test_a_file_without_the_usual_columns_is_refused(self):
        make_mapping()

        with pytest.raises(Refused, match="row 1: missing columns: time_period, time_identifier"):
            mapping_for(PublishedFile.of("file.csv", b"Again,All,Share\n"), mappings())

    def test_without_any_mapping_it_says_what_to_do(self):
        assert refusal_of(KINGSTON_2013) == (
            "file.csv: there is no mapping on record yet; manage.py load_catalogue adds ours"
        )

    def test_a_mapping_that_reads_nothing_is_found_by_its_rows_alone(self):
        load()

        assert found_for(row(category="Factors identified at the end of assessment")) == (
            "cin-2024-c3"
        )

    @pytest.mark.parametrize(
        ("fields", "what"),
        [
            ({"joint": "Kingston"}, "“Kingston” is not written as"),
            ({"only_where": "Total"}, "“Total” is not written as category = Total"),
            ({"holds": "population"}, "a line is for an indicator, unless the file holds"),
        ],
    )
    def test_a_mapping_that_cannot_be_read_says_why(self, fields, what):
        make_mapping(**fields)

        assert what in refusal_of(KINGSTON_2013)

    def test_a_population_is_one_line(self):
        mapping = make_population_mapping()
        MappingLine.objects.create(mapping=mapping, quarter=1, numerator="Again")

        assert "the population is one line with a numerator" in refusal_of(KINGSTON_2013)

    def test_every_mapping_of_ours_is_found_by_a_file_with_its_columns(self):
        load()

        for mapping in mappings():
            column, _, value = mapping.only_where.partition(" = ")
            asked = {
                name.strip(): "1"
                for line in mapping.lines.all()
                for text in (line.numerator, line.denominator, line.value)
                for name in text.split(" + ")
                if name and name != "population"
            }
            assert found_for(row(**asked, **{column: value})) == mapping.name


@pytest.fixture
def write(tmp_path):
    def written(*rows, name="file.csv", columns=()):
        path = tmp_path / name
        path.write_bytes(content(*rows, columns=columns))
        return path

    return written


def run(*paths, **options) -> str:
    said = StringIO()
    call_command("import_open_data", *paths, stdout=said, **options)
    return said.getvalue()


class TestTheCommand:
    def test_it_says_what_it_did(self, write):
        make_mapping()
        file = write(KINGSTON_2013, row(RICHMOND, Again="1", All="2", Share="50"))

        assert run(file) == (
            "file.csv: re-referrals, Children in need, 2024: 2 figures added, 0 revised, "
            "0 unchanged. 3 areas added.\n"
        )
        assert run(file) == (
            "file.csv: re-referrals, Children in need, 2024: 2 figures on record already: "
            "nothing is changed.\n"
        )

    def test_a_dry_run_stores_nothing(self, write):
        make_mapping()

        said = run(write(KINGSTON_2013), dry_run=True)

        assert said == (
            "file.csv: re-referrals, Children in need, 2024: 1 figure would be added, 0 would be "
            "revised, 0 unchanged. 2 areas would be added.\n"
            "Nothing was stored: this was a dry run.\n"
        )
        assert not Observation.objects.exists()
        assert not Area.objects.exists()

    def test_populations_come_first(self, write):
        indicator = make_indicator("CSC01", unit="rate", polarity="neither")
        columns = {"numerator": "Referrals", "denominator": "population", "value": ""}
        make_mapping("referrals", indicator, **columns)
        make_population_mapping()
        referrals = write(row(Referrals="1948"), name="c1.csv")
        people = write(row(KINGSTON, "2012", population_estimate="34562"), name="people.csv")

        run(referrals, people)

        assert figure("CSC01").denominator == 34562
        assert Population.objects.count() == 1

    def test_a_file_that_is_refused_leaves_the_others(self, write):
        make_mapping()
        wrong = write(KINGSTON_2013 | {"Share": "101"}, name="wrong.csv")
        right = write(KINGSTON_2013, name="right.csv")
        nothing = write(row(Something="1"), name="nothing.csv")
        said = StringIO()

        with pytest.raises(CommandError) as refused:
            run(wrong, nothing, right, stderr=said)

        assert str(refused.value) == "2 of 3 files refused; nothing of them was stored."
        assert refused.value.returncode == 1
        assert "wrong.csv, row 2: column “Share”: found “101”" in said.getvalue()
        assert "nothing.csv: no mapping fits" in said.getvalue()
        assert figure().value is not None

    def test_another_edition_is_read_by_the_same_mapping(self, write):
        make_mapping()
        run(write(KINGSTON_2013))

        said = run(
            write(KINGSTON_2013 | {"Share": "18.4"}),
            release_edition="2025",
            released_on="2025-10-30",
        )

        assert "Children in need, 2025: 0 figures added, 1 revised, 0 unchanged" in said

    @pytest.mark.parametrize(
        ("options", "what"),
        [
            ({"released_on": "2025-10-30"}, "name it as well"),
            ({"release_edition": "2025", "released_on": "30.10.2025"}, "is not a day written as"),
        ],
    )
    def test_an_edition_needs_its_name_and_a_day(self, write, options, what):
        make_mapping()

        with pytest.raises(CommandError, match=what):
            run(write(KINGSTON_2013), **options)

    def test_a_renamed_column_needs_a_mapping_and_no_code(self, write):
        make_mapping()
        run(write(KINGSTON_2013))
        indicator = MappingLine.objects.get().indicator
        columns = {"numerator": "again_count", "denominator": "all_count", "value": ""}
        later = make_release(edition="2025", published_on="2025-10-30")
        make_mapping("later", indicator, release=later, **columns)

        run(write(row(again_count="358", all_count="1948")))

        assert (figure().numerator, figure().value) == (358, None)
        assert figure().revises.numerator == 357

    def test_a_file_that_feeds_no_indicator_says_why(self, write):
        load()

        said = run(write(row(category="Factors identified at the end of assessment")))

        note = Mapping.objects.get(name="cin-2024-c3").note
        assert said == f"file.csv: cin-2024-c3, Children in need, 2024: 1 row, 0 figures. {note}\n"
        assert not Area.objects.exists()

    def test_a_file_with_no_rows_is_refused(self, write):
        make_mapping()
        said = StringIO()

        with pytest.raises(CommandError):
            run(write(columns=("Again", "All", "Share")), stderr=said)

        assert said.getvalue() == "file.csv: it has no rows that are read\n"

    def test_the_bar_is_for_a_terminal(self, write, capfd):
        make_mapping()

        run(write(KINGSTON_2013))

        assert capfd.readouterr().err == ""
