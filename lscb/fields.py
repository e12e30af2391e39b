"""Model fields for the values every app shares."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from lscb.periods import FinancialYear, Period, Quarter, code_of, from_code, parse_period


class TypedAsText(forms.CharField):
    def has_changed(self, initial, data):
        """Compares as text: the form is given a FinancialYear and sends back 2012-13."""
        return super().has_changed(None if initial is None else str(initial), data)


class _ValueField(models.PositiveSmallIntegerField):
    """A value that is stored as a number, and typed and shown as text."""

    longest: int  # of the text

    @property
    def validators(self):
        return self._validators

    def value_to_string(self, obj):
        return str(self.value_from_object(obj))

    def formfield(self, **kwargs):
        defaults = {"required": not self.blank, "label": self.verbose_name}
        defaults |= {"help_text": self.help_text}
        defaults |= {
            key: kwargs[key] for key in ("label", "help_text", "required") if key in kwargs
        }
        return TypedAsText(max_length=self.longest, **defaults)


class FinancialYearField(_ValueField):
    """A FinancialYear, stored as the number of the year it starts in; typed as 2012-13."""

    description = "A financial year"
    longest = 7

    # For mypy: what may be given to the field, and what it gives.
    _pyi_private_set_type: FinancialYear
    _pyi_private_get_type: FinancialYear
    _pyi_lookup_exact_type: FinancialYear

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("help_text", "As 2012-13: April 2012 to March 2013.")
        super().__init__(*args, **kwargs)

    def from_db_value(self, value, expression, connection):
        return None if value is None else FinancialYear(value)

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if isinstance(value, FinancialYear):
            return value
        try:
            return FinancialYear(value) if isinstance(value, int) else FinancialYear.parse(value)
        except ValueError as problem:
            raise ValidationError(f"Write the year as 2012-13. {problem}.") from problem

    def get_prep_value(self, value):
        year = self.to_python(value)
        return None if year is None else year.starting


class PeriodField(_ValueField):
    """A financial year or a quarter, stored as its `code_of`; typed as 2012-13 or 2012-13-Q3."""

    description = "A financial year or a quarter"
    longest = 10

    _pyi_private_set_type: Period
    _pyi_private_get_type: Period
    _pyi_lookup_exact_type: Period

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("help_text", "As 2012-13, or 2012-13-Q3 for October to December 2012.")
        super().__init__(*args, **kwargs)

    def from_db_value(self, value, expression, connection):
        return None if value is None else from_code(value)

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if isinstance(value, FinancialYear | Quarter):
            return value
        try:
            return from_code(value) if isinstance(value, int) else parse_period(value)
        except ValueError as problem:
            said = f"Write the period as 2012-13 or 2012-13-Q3. {problem}."
            raise ValidationError(said) from problem

    def get_prep_value(self, value):
        period = self.to_python(value)
        return None if period is None else code_of(period)
