"""The acts that are recorded. A closed list: an act that is not here cannot be recorded."""

from enum import StrEnum

from framst.foundation.words import N_


class Act(StrEnum):
    READ = "read"
    LISTED = "listed"
    REFUSED = "refused"
    SIGNED_IN = "signed_in"
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    IMPORTED = "imported"
    EXPORTED = "exported"
    PUBLISHED_VERSION = "published_version"
    OPENED = "opened"
    INVITED = "invited"
    REMINDED = "reminded"
    EXTENDED = "extended"
    CLOSED = "closed"
    REOPENED = "reopened"
    PASSED_ON = "passed_on"
    ANSWERED = "answered"
    CODED = "coded"
    REVIEWED = "reviewed"
    FROZEN = "frozen"
    SENT = "sent"
    DECIDED = "decided"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    DISPOSED = "disposed"
    COMPARED = "compared"
    APPOINTED = "appointed"
    DISMISSED = "dismissed"
    STAFFED = "staffed"
    UNSTAFFED = "unstaffed"


ACT_NAMES = {
    Act.READ: N_("läste"),
    Act.LISTED: N_("såg en lista"),
    Act.REFUSED: N_("nekades"),
    Act.SIGNED_IN: N_("loggade in"),
    Act.ADDED: N_("lade till"),
    Act.CHANGED: N_("ändrade"),
    Act.REMOVED: N_("tog bort"),
    Act.IMPORTED: N_("läste in"),
    Act.EXPORTED: N_("hämtade ut"),
    Act.PUBLISHED_VERSION: N_("fastställde en version"),
    Act.OPENED: N_("öppnade"),
    Act.INVITED: N_("bjöd in"),
    Act.REMINDED: N_("påminde"),
    Act.EXTENDED: N_("förlängde"),
    Act.CLOSED: N_("stängde"),
    Act.REOPENED: N_("öppnade igen"),
    Act.PASSED_ON: N_("lämnade över"),
    Act.ANSWERED: N_("svarade"),
    Act.CODED: N_("kodade"),
    Act.REVIEWED: N_("granskade"),
    Act.FROZEN: N_("låste"),
    Act.SENT: N_("sände"),
    Act.DECIDED: N_("antecknade beslutet"),
    Act.PUBLISHED: N_("publicerade"),
    Act.CORRECTED: N_("rättade"),
    Act.DISPOSED: N_("tog ställning"),
    Act.COMPARED: N_("jämförde"),
    Act.APPOINTED: N_("gav uppdraget"),
    Act.DISMISSED: N_("avslutade uppdraget"),
    Act.STAFFED: N_("lade in tjänsten"),
    Act.UNSTAFFED: N_("avslutade tjänsten"),
}
