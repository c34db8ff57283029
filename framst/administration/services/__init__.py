"""The verbs of the administration: units, people, assignments, services, settings; and people's accounts."""

from . import organisation
from .accounts import close_account, give_account, open_account, send_password_link
from .identity import join_identity, reset_factor
from .organisation import (
    ACT,
    appoint,
    change_principal,
    end_assignment,
    end_service,
    save,
    set_forms,
    set_setting,
    start_service,
)

__all__ = [
    "ACT",
    "appoint",
    "change_principal",
    "close_account",
    "end_assignment",
    "end_service",
    "give_account",
    "join_identity",
    "open_account",
    "organisation",
    "reset_factor",
    "save",
    "send_password_link",
    "set_forms",
    "set_setting",
    "start_service",
]
