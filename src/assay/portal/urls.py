"""Addresses: each is one question, and its JSON twin is the same with `.json`."""

from django.urls import path, re_path

from assay.portal.pages import (
    cell,
    dossiers,
    faults,
    home,
    library,
    log,
    offering,
    programs,
    scope,
    search,
    verify,
    words,
)

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("", home.view, name="home"),
    path("search", search.view, name="search"),
    path("scope", scope.view, name="scope"),
    path("scope.csv", scope.table, name="scope-csv"),
    path("scope/<program>", cell.view, name="cell"),
    path("scope/<program>/<service>", cell.view, name="cell"),
    path("scope/<program>/<service>/<region>", cell.view, name="cell"),
    path("services/<service>", offering.view, name="service"),
    path("programs", programs.every, name="programs"),
    path("programs/<program>", programs.one, name="program"),
    path("library", library.view, name="library"),
    path("library/<attestation>/<copy>", library.fetch, name="copy"),
    path("dossiers", dossiers.view, name="dossiers"),
    path("dossiers/<name>", dossiers.fetch, name="dossier"),
    path("verify", verify.view, name="verify"),
    path("verify.policy", verify.policy, name="policy"),
    path("log/checkpoint", log.checkpoint, name="checkpoint"),
    re_path(r"^log/(?P<path>tile/[^\s]+)$", log.tile, name="tile"),
    path("words", words.view, name="words"),
]

handler400 = faults.bad
handler403 = faults.forbidden
handler404 = faults.missing
handler500 = faults.broken
