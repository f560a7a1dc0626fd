"""workspace: the one place that builds stores, keys, clock, sources and engine."""

from typing import TYPE_CHECKING

from assay.later import later

if TYPE_CHECKING:
    from assay.workspace.agreements import may_at, register_at, text_state
    from assay.workspace.answers import answer_json
    from assay.workspace.asking import stand_at
    from assay.workspace.collecting import (
        Collected,
        collect,
        load_source,
        source_kinds,
    )
    from assay.workspace.examining import Remark, examine
    from assay.workspace.explaining import explain_at
    from assay.workspace.init import Initialised, initialise
    from assay.workspace.open import Workspace, held_library, open_workspace
    from assay.workspace.publishing import Built, build_dossier
    from assay.workspace.recording import Listed, list_entries, read_log
    from assay.workspace.responsibilities import (
        AskedFor,
        ImportPreview,
        Incoming,
        apply_responsibilities,
        export_responsibilities,
        matrix_for,
        preview_responsibilities,
        read_file,
        told_to,
    )
    from assay.workspace.running import (
        Derived,
        Ran,
        derive_standing,
        findings_of,
        run_checks,
    )
    from assay.workspace.workloads import (
        Asking,
        answer_of,
        check_workload,
        guard_rails,
        sign_answer,
    )

__all__ = [
    "AskedFor",
    "Asking",
    "Built",
    "Collected",
    "Derived",
    "ImportPreview",
    "Incoming",
    "Initialised",
    "Listed",
    "Ran",
    "Remark",
    "Workspace",
    "answer_json",
    "answer_of",
    "apply_responsibilities",
    "build_dossier",
    "check_workload",
    "collect",
    "derive_standing",
    "examine",
    "explain_at",
    "export_responsibilities",
    "findings_of",
    "guard_rails",
    "held_library",
    "initialise",
    "list_entries",
    "load_source",
    "matrix_for",
    "may_at",
    "open_workspace",
    "preview_responsibilities",
    "read_file",
    "read_log",
    "register_at",
    "run_checks",
    "sign_answer",
    "source_kinds",
    "stand_at",
    "text_state",
    "told_to",
]

__getattr__ = later(
    __name__,
    {
        "Asking": "workloads",
        "AskedFor": "responsibilities",
        "read_file": "responsibilities",
        "preview_responsibilities": "responsibilities",
        "export_responsibilities": "responsibilities",
        "apply_responsibilities": "responsibilities",
        "Incoming": "responsibilities",
        "ImportPreview": "responsibilities",
        "Built": "publishing",
        "Collected": "collecting",
        "Derived": "running",
        "Initialised": "init",
        "Listed": "recording",
        "Ran": "running",
        "Remark": "examining",
        "Workspace": "open",
        "answer_json": "answers",
        "answer_of": "workloads",
        "build_dossier": "publishing",
        "check_workload": "workloads",
        "collect": "collecting",
        "derive_standing": "running",
        "examine": "examining",
        "explain_at": "explaining",
        "findings_of": "running",
        "guard_rails": "workloads",
        "held_library": "open",
        "initialise": "init",
        "list_entries": "recording",
        "load_source": "collecting",
        "matrix_for": "responsibilities",
        "may_at": "agreements",
        "open_workspace": "open",
        "read_log": "recording",
        "register_at": "agreements",
        "run_checks": "running",
        "sign_answer": "workloads",
        "source_kinds": "collecting",
        "stand_at": "asking",
        "text_state": "agreements",
        "told_to": "responsibilities",
    },
)
