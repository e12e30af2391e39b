"""Whose a published figure is: the areas of a file beside those on record, and joint returns."""

import pytest

from datasets.models import Area
from tests.figures import make_area, make_indicator, make_region
from tests.open_data import (
    ENGLAND,
    KINGSTON,
    RICHMOND,
    bring_in,
    counts,
    figure,
    make_mapping,
    refusal_of,
    row,
)

pytestmark = pytest.mark.django_db


class TestJointReturns:
    JOINT = "E09000021 + E09000027: 2012-13 to 2013-14"

    @pytest.fixture
    def caseload(self):
        fields = {"unit": "average", "denominator": "Social workers"}
        return make_indicator("WF01", **fields)

    def mapping(self, caseload, joint=""):
        columns = {"numerator": "", "denominator": "", "value": "Caseload"}
        return make_mapping("workforce", caseload, joint=joint, **columns)

    def assert_joint(self, area="E09000021"):
        found = figure("WF01", area=area)
        assert counts(found) == (None, None, None, "joint")
        assert found.note == (
            "Kingston upon Thames and Richmond upon Thames made one return. "
            "Their joint figure is 14.5."
        )

    def test_a_declared_joint_figure_is_neither_areas_own(self, caseload):
        self.mapping(caseload, self.JOINT)

        bring_in(row(KINGSTON, Caseload="14.5"), row(RICHMOND, Caseload="14.5"))

        self.assert_joint()
        self.assert_joint("E09000027")

    def test_only_in_its_years(self, caseload):
        self.mapping(caseload, self.JOINT)

        bring_in(row(KINGSTON, "2015", Caseload="16"), row(RICHMOND, "2015", Caseload="15"))

        assert figure("WF01", "2014-15").value == 16
        assert figure("WF01", "2014-15").note == ""

    def test_a_row_of_two_areas_is_neither_areas_own(self, caseload):
        self.mapping(caseload)
        both = KINGSTON | {"la_name": "Kingston upon Thames and Richmond upon Thames"}

        bring_in(
            row(both, Caseload="14.5"),
            row(KINGSTON, "2016", Caseload="16"),
            row(RICHMOND, "2016", Caseload="15"),
        )

        self.assert_joint()
        self.assert_joint("E09000027")

    def test_it_takes_the_place_of_rows_that_have_none(self, caseload):
        self.mapping(caseload)
        both = KINGSTON | {"new_la_code": "E09000021 / E09000027", "la_name": "Both"}

        bring_in(
            row(KINGSTON, Caseload="z"), row(both, Caseload="14.5"), row(RICHMOND, Caseload="z")
        )

        self.assert_joint()
        self.assert_joint("E09000027")

    def test_an_own_figure_beside_it_is_refused(self, caseload):
        self.mapping(caseload)
        both = KINGSTON | {"new_la_code": "E09000021 / E09000027", "la_name": "Both"}

        said = refusal_of(
            row(KINGSTON, Caseload="16"), row(both, Caseload="14.5"), row(RICHMOND, Caseload="z")
        )

        assert said == "file.csv, row 3: Kingston upon Thames has WF01 for 2012-13 in row 2 already"

    def test_the_areas_on_record_are_known(self, caseload):
        self.mapping(caseload)
        make_area()
        make_area("Richmond upon Thames", "E09000027", "318")

        bring_in(
            row(
                KINGSTON | {"la_name": "Richmond upon Thames and Kingston upon Thames"},
                Caseload="14.5",
            )
        )

        assert figure("WF01").reason == figure("WF01", area="E09000027").reason == "joint"


class TestAreas:
    @pytest.fixture(autouse=True)
    def _mapping(self):
        make_mapping()

    ROW = {"Again": "1", "All": "2", "Share": "50"}

    def test_they_are_made_with_code_number_and_region(self):
        bring_in(row(ENGLAND, **self.ROW), row(**self.ROW))

        made = Area.objects.order_by("kind").values_list("kind", "code", "number", "region__name")
        assert list(made) == [
            ("authority", "E09000021", "314", "Outer London"),
            ("country", "E92000001", "", None),
            ("region", "E13000002", "", None),
        ]
        assert Area.history.count() == 3

    def test_those_on_record_stay_as_they_are(self):
        area = make_area("Royal Kingston")

        bring_in(row(**self.ROW))

        area.refresh_from_db()
        assert (area.name, area.history.count()) == ("Royal Kingston", 1)
        assert figure().area == area

    def test_a_number_that_was_not_known_is_added(self):
        area = make_area(number="")

        bring_in(row(**self.ROW))

        area.refresh_from_db()
        assert area.number == "314"
        assert area.history.first().history_change_reason == "file.csv, read as re-referrals"

    def test_an_area_with_a_new_code_keeps_the_one_on_record(self):
        area = make_area("Gateshead", "E08000020", "390")
        recoded = KINGSTON | {
            "new_la_code": "E08000037",
            "old_la_code": "390",
            "la_name": "Gateshead",
        }

        bring_in(row(recoded, **self.ROW))

        assert figure(area="E08000020").area == area
        assert not Area.objects.filter(code="E08000037").exists()

    def test_a_number_of_another_area_is_refused(self):
        make_area("Elsewhere", "E09000001", "314")

        assert refusal_of(row(**self.ROW)) == (
            "file.csv, row 2: 314 is Kingston upon Thames here, and on record Elsewhere, E09000001"
        )

    def test_an_area_of_another_kind_is_refused(self):
        make_region("Kingston", "E09000021")

        assert "Kingston upon Thames is a local authority here, and Kingston a region" in (
            refusal_of(row(**self.ROW))
        )
