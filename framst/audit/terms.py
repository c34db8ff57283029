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
    SENT_AGAIN = "sent_again"
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
    SEARCHED = "searched"
    LET_IN = "let_in"
    LET_OUT = "let_out"
    EMERGENCY = "emergency"
    DISCLOSED = "disclosed"
    CONSENTED = "consented"
    WITHDREW = "withdrew"
    PROTECTED = "protected"
    LOWERED = "lowered"
    MOVED = "moved"
    HANDED_OVER = "handed_over"
    LOG_REVIEWED = "log_reviewed"
    SIGNED_OFF = "signed_off"
    SAMPLED = "sampled"
    FOLLOWED_UP = "followed_up"
    EXPORT_STOPPED = "export_stopped"
    WITHHELD = "withheld"
    ORDERED = "ordered"
    RETAINED = "retained"
    SIGNED_OUT = "signed_out"
    ACCOUNT_GIVEN = "account_given"
    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_OPENED = "account_opened"
    PASSWORD_LINK_SENT = "password_link_sent"  # noqa: S105
    PASSWORD_CHOSEN = "password_chosen"  # noqa: S105
    IDENTITY_JOINED = "identity_joined"
    FACTOR_RESET = "factor_reset"


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
    Act.SENT_AGAIN: N_("sände ett brev igen"),
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
    Act.SEARCHED: N_("sökte"),
    Act.LET_IN: N_("släppte in"),
    Act.LET_OUT: N_("avslutade åtkomsten"),
    Act.EMERGENCY: N_("öppnade i nödläge"),
    Act.DISCLOSED: N_("lämnade ut"),
    Act.CONSENTED: N_("antecknade samtycket"),
    Act.WITHDREW: N_("återkallade samtycket"),
    Act.PROTECTED: N_("skyddade"),
    Act.LOWERED: N_("tog bort skyddet"),
    Act.MOVED: N_("flyttade"),
    Act.HANDED_OVER: N_("lämnade över eleven"),
    Act.LOG_REVIEWED: N_("granskade loggen"),
    Act.SIGNED_OFF: N_("signerade loggranskningen"),
    Act.SAMPLED: N_("drog ett stickprov ur loggen"),
    Act.FOLLOWED_UP: N_("följde upp en nödåtkomst"),
    Act.EXPORT_STOPPED: N_("nådde gränsen för hur mycket som får hämtas ut"),
    Act.WITHHELD: N_("beslutade att något inte visas för en vårdnadshavare"),
    Act.ORDERED: N_("beställde ett utdrag"),
    Act.RETAINED: N_("beslutade om gallring"),
    Act.SIGNED_OUT: N_("loggade ut"),
    Act.ACCOUNT_GIVEN: N_("gav ett konto"),
    Act.ACCOUNT_CLOSED: N_("stängde kontot"),
    Act.ACCOUNT_OPENED: N_("öppnade kontot"),
    Act.PASSWORD_LINK_SENT: N_("sände en länk för lösenord"),
    Act.PASSWORD_CHOSEN: N_("valde ett lösenord"),
    Act.IDENTITY_JOINED: N_("ändrade vilket id som är personens"),
    Act.FACTOR_RESET: N_("tog bort den andra faktorn"),
}
