"""Every address. A new one needs its row in tests/walls."""

from django.urls import include, path
from django.views.i18n import set_language

from framst.ui import pages

urlpatterns = [
    path("", include("framst.wheel.web.urls")),
    path("", include("framst.integrations.spreadsheets.web.urls")),
    path("", include("framst.forms.web.urls")),
    path("", include("framst.pupils.web.urls")),
    path("", include("framst.workflows.web.urls")),
    path("", include("framst.oversight.web.urls")),
    path("", include("framst.plans.web.urls")),
    path("", include("framst.followups.web.urls")),
    path("", include("framst.coding.web.urls")),
    path("", include("framst.plans.web.review_urls")),
    path("", include("framst.figures.web.urls")),
    path("", include("framst.plans.web.steering_urls")),
    path("", include("framst.reports.web.urls")),
    path("", include("framst.integrations.web.urls")),
    path("", include("framst.integrations.documents.web.urls")),
    path("", include("framst.administration.web.urls")),
    path("", include("framst.integrations.registers.web.urls")),
    path("", include("framst.integrations.roster.web.urls")),
    path("", include("framst.integrations.login.web.urls")),
    path("sprak/", set_language, name="set_language"),
    path("tillganglighet/", pages.accessibility, name="accessibility"),
    path("galleri/", pages.gallery, name="gallery"),
    path("galleri/mattsticka/", pages.yardstick, name="yardstick"),
    path("halsa/", pages.health, name="health"),
]
handler404 = "framst.ui.errors.not_found"
handler500 = "framst.ui.errors.failed"
