from django.urls import path

from . import retention

urlpatterns = [
    path("", retention.start, name="retention"),
    path("regel/", retention.rule_new, name="retention_rule_new"),
    path("regel/<int:key>/avsluta/", retention.rule_end, name="retention_rule_end"),
    path("undantag/", retention.hold_new, name="retention_hold_new"),
    path("undantag/<int:key>/hav/", retention.hold_release, name="retention_hold_release"),
    path("<uuid:key>/", retention.disposal, name="disposal"),
    path("<uuid:key>/besluta/", retention.disposal_decide, name="disposal_decide"),
    path("<uuid:key>/avsla/", retention.disposal_refuse, name="disposal_refuse"),
    path("<uuid:key>/undanta/", retention.disposal_hold, name="disposal_hold"),
    path("<uuid:key>/bevis/", retention.certificate, name="disposal_certificate"),
]
