from django.apps import AppConfig

from lscb import data_version, guards

MORE_THAN_ALL = "new.value > 100 OR new.numerator > new.denominator"
OF_A_BOARD = "(SELECT board_id FROM datasets_release WHERE id = new.release_id) IS NOT NULL"
ANOTHER_PLACE = (
    "revised.indicator_id <> new.indicator_id OR revised.area_id <> new.area_id "
    "OR revised.period <> new.period "
    "OR COALESCE(revised.board_id, 0) <> COALESCE(new.board_id, 0)"
)


class DatasetsConfig(AppConfig):
    name = "datasets"
    verbose_name = "Indicators and their figures"

    def ready(self):
        guards.register(
            guards.NeverTrue(
                "listed_agency_on_one_board",
                "datasets.ListedIndicator",
                "(SELECT board_id FROM agencies_agency WHERE id = new.agency_id) <> new.board_id",
                "The agency belongs to another board",
                only_where="new.agency_id IS NOT NULL",
            ),
            guards.NeverTrue(
                "release_of_the_figures_board",
                "datasets.Observation",
                "(SELECT board_id FROM datasets_release WHERE id = new.release_id) "
                "<> COALESCE(new.board_id, 0)",
                "The release belongs to another board",
                only_where="new.release_id IS NOT NULL",
            ),
            guards.NeverTrue(
                "own_figure_of_the_boards_area",
                "datasets.Observation",
                "(SELECT code FROM datasets_area WHERE id = new.area_id) "
                "<> (SELECT area_code FROM agencies_board WHERE id = new.board_id)",
                "A board's own figures are of its own area",
                only_where="new.board_id IS NOT NULL",
            ),
            guards.NeverTrue(
                "no_share_is_more_than_all",
                "datasets.Observation",
                "(SELECT unit FROM datasets_indicator WHERE id = new.indicator_id) = 'percentage'",
                "A percentage is not over 100, nor a numerator over its denominator",
                only_where=MORE_THAN_ALL,
            ),
            guards.NeverTrue(
                "figure_revises_its_like",
                "datasets.Observation",
                "EXISTS (SELECT 1 FROM datasets_observation revised "
                f"WHERE revised.id = new.revises_id AND ({ANOTHER_PLACE}))",
                "A figure revises one of the same indicator, area, period and board",
                only_where="new.revises_id IS NOT NULL",
            ),
            guards.NeverTrue(
                "population_of_a_national_release",
                "datasets.Population",
                OF_A_BOARD,
                "What all boards share names no document of one board",
            ),
            guards.NeverTrue(
                "mapping_of_a_national_release",
                "datasets.Mapping",
                OF_A_BOARD,
                "What all boards share names no document of one board",
            ),
        )
        guards.register(
            guards.NeverMoved(
                "unit_stays",
                "datasets.Indicator",
                "unit",
                "An indicator keeps its unit: its figures were stored in it",
            ),
            guards.NeverMoved(
                "listed_indicator_stays",
                "datasets.ListedIndicator",
                "board_id",
                "An entry of a list stays with its board",
            ),
            guards.NeverMoved(
                "observation_stays",
                "datasets.Observation",
                "indicator_id",
                "A figure stays with its indicator",
            ),
            guards.NeverMoved(
                "figure_stays_with_its_board",
                "datasets.Observation",
                "board_id",
                "A figure stays with its board, and a published one with all",
            ),
            guards.NeverMoved(
                "release_stays",
                "datasets.Release",
                "board_id",
                "A document stays with its board, and a national one with all",
            ),
        )
        # Who took which file stands on no page, so pages stay kept when somebody takes one.
        notes = ("FigureDownload", "HistoricalFigureDownload")
        guards.register(*data_version.of_app(self, without=notes))
