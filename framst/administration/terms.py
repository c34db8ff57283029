"""Words of the administration's pages."""

from enum import StrEnum

from framst.foundation.words import N_


class AccountAct(StrEnum):
    """What is done with a person's account."""

    GIVE = "give"
    LINK = "link"
    CLOSE = "close"
    OPEN = "open"
    RESET = "reset"


class Standing(StrEnum):
    """Whether a person has an account, and whether it can be used."""

    NONE = "none"
    OPEN = "open"
    CLOSED = "closed"


class Loss(StrEnum):
    """Why a second factor is taken away. Codes, since they stand in the record, which holds no free text."""

    LOST = "lost"
    STOLEN = "stolen"
    BROKEN = "broken"
    REPLACED = "replaced"


class Recognised(StrEnum):
    """How it was made sure that whoever asks is the person."""

    MET = "met"
    DOCUMENT = "document"
    MANAGER = "manager"


LOSSES = {
    Loss.LOST: N_("telefonen eller nyckeln är borttappad"),
    Loss.STOLEN: N_("telefonen eller nyckeln är stulen"),
    Loss.BROKEN: N_("telefonen eller nyckeln är sönder"),
    Loss.REPLACED: N_("personen har bytt telefon eller nyckel"),
}
RECOGNISED = {
    Recognised.MET: N_("jag känner personen och har träffat personen"),
    Recognised.DOCUMENT: N_("personen har visat legitimation"),
    Recognised.MANAGER: N_("närmaste chefen har träffat personen och bekräftat det för mig"),
}

# What the audit's field names are called in the history of a record.
FIELD_NAMES = {
    "name": N_("namn"),
    "code": N_("kod"),
    "kind": N_("typ"),
    "division": N_("avdelning"),
    "area": N_("område"),
    "municipality": N_("kommun"),
    "municipality_code": N_("kommunkod"),
    "provider_name": N_("huvudman"),
    "provider_orgnr": N_("organisationsnummer"),
    "opened_on": N_("öppnade"),
    "closed_on": N_("lades ned"),
    "forms": N_("skolformer"),
    "grades": N_("årskurser"),
    "given_name": N_("förnamn"),
    "family_name": N_("efternamn"),
    "email": N_("e-post"),
    "statutory": N_("lagstadgad"),
    "requirement": N_("krav"),
    "law": N_("lagrum"),
    "valid_from": N_("gäller från"),
    "valid_to": N_("gäller till"),
    "replaced_by": N_("ersätts av"),
    "register_codes": N_("koder i registret"),
    "note": N_("anmärkning"),
    "until_on": N_("till och med"),
    "source": N_("källa"),
}

ONE_PRINCIPAL_UNTIL = N_(
    "%(unit)s har redan en rektor under den tiden: %(name)s, till och med %(until)s. "
    "En skolenhet har en rektor åt gången (2 kap. 9 § skollagen)."
)
ONE_PRINCIPAL = N_(
    "%(unit)s har redan en rektor under den tiden: %(name)s, tills vidare. "
    "En skolenhet har en rektor åt gången (2 kap. 9 § skollagen)."
)
ALREADY_PRINCIPAL = N_("%(name)s är redan rektor för %(unit)s den dagen.")
SAME_DAY = N_(
    "%(name)s tillträder som rektor för %(unit)s samma dag eller senare. Välj en senare dag, eller avsluta det uppdraget."
)
NEEDS_UNIT = N_("Uppdraget gäller en enhet. Välj vilken.")
NEEDS_DIVISION = N_("En avdelningschef har en avdelning. Välj vilken.")
NOT_UNIT = N_("Uppdraget gäller inte en enskild enhet. Lämna fältet tomt.")
ENDS_BEFORE = N_("Sista dagen kan inte vara före den första.")
LAST_ADMINISTRATOR = N_("Det här är den enda systemförvaltaren. Ge först någon annan uppdraget.")
CODE_IS_TAKEN = N_("Det finns redan en enhet med den koden.")
CODE_IS_USED = N_("Koden används redan.")
EMAIL_IS_TAKEN = N_("Det finns redan en person med den e-postadressen.")
EIGHT_DIGITS = N_("En skolenhetskod har åtta siffror.")
OWN_CODE = N_("En egen kod har högst 20 bokstäver, siffror och bindestreck.")

HAS_ACCOUNT = N_("Personen har redan ett konto.")
HAS_CLOSED_ACCOUNT = N_("Personen har ett konto som är stängt. Öppna det först.")
NO_ACCOUNT = N_("Personen har inget konto.")
ALREADY_CLOSED = N_("Kontot är redan stängt.")
ALREADY_OPEN = N_("Kontot är redan öppet.")
OWN_ACCOUNT = N_("Du kan inte stänga ditt eget konto. Det gör en annan systemförvaltare.")
OWN_FACTOR = N_("Du kan inte ta bort din egen andra faktor. Det gör en annan systemförvaltare.")
NO_FACTOR = N_("Personen har ingen andra faktor här.")
ID_IS_TAKEN = N_("Id:t är redan en annan persons.")
LOGIN_IS_TAKEN = N_("E-postadressen är redan inloggning för någon annan.")
