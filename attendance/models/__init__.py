"""Meetings, their registers, the rules of counting, and what came in from spreadsheets."""

from attendance.models.imports import RegisterImport
from attendance.models.meetings import CalendarAddress, Meeting
from attendance.models.registers import AttendanceQuery, Guest, Mark, SentRegister
from attendance.models.rules import ConcernRule, CountingRule, QuorumRule

__all__ = [
    "AttendanceQuery",
    "CalendarAddress",
    "ConcernRule",
    "CountingRule",
    "Guest",
    "Mark",
    "Meeting",
    "QuorumRule",
    "RegisterImport",
    "SentRegister",
]
