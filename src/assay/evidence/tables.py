"""The evidence tables: every column with its type and meaning.

Each table also has `service`, `region` (null where a row is provider-wide) and
`observed_at`. `docs/reference/tables.md` is generated from here.
"""

from typing import TYPE_CHECKING, get_args

from assay.errors import UnknownName
from assay.evidence.values import Column, ColumnType, Table
from assay.ids import near

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["SHARED", "TABLES", "arrow_schema", "columns_of", "table_named"]


_TYPES: tuple[ColumnType, ...] = get_args(ColumnType)


def _table(name: str, title: str, key: str, columns: str) -> Table:
    """Columns are written one a line: `name type meaning`; `*` marks a required one."""
    parsed: list[Column] = []
    for line in columns.strip().splitlines():
        label, kind, meaning = line.strip().split(maxsplit=2)
        parsed.append(
            Column(
                name=label.removesuffix("*"),
                type=_column_type(kind),
                meaning=meaning,
                required=label.endswith("*"),
            )
        )
    return Table(name=name, title=title, key=key, columns=tuple(parsed))


def _column_type(kind: str) -> ColumnType:
    for known in _TYPES:
        if known == kind:
            return known
    raise ValueError(f"{kind} is not a column type")


SHARED: tuple[Column, ...] = (
    Column(name="service", type="text", meaning="Service id; null if provider-wide"),
    Column(name="region", type="text", meaning="Region id; null if provider-wide"),
    Column(
        name="observed_at",
        type="time",
        meaning="When the source observed this row, UTC",
        required=True,
    ),
)

_ALL = (
    _table(
        "worker",
        "People who work for the provider, employed or contracted",
        "worker_id",
        """
        worker_id* text Id in the personnel system
        status text active, leave or left
        kind text employee or contractor
        department text Organizational unit
        manager_id text Worker id of the manager
        joined_at time First day
        left_at time Moment employment ended; null while it lasts
        us_person bool Whether a US person under 22 CFR 120.62
        """,
    ),
    _table(
        "account",
        "Accounts on systems, of people and of programs",
        "account_id",
        """
        account_id* text System and name: unique
        system text The system it is on
        name text Login name
        worker_id text Its person; null for service accounts and orphans
        kind text person, service, shared or system
        privileged bool Whether it can administer the system
        enabled bool Whether it can log in now
        created_at time When it was created
        disabled_at time When it was disabled; null while enabled
        last_used_at time Last successful login seen
        mfa bool Whether a second factor is enforced
        password_set bool Whether a password is set
        uid int Numeric user id on hosts
        shell text Login shell on hosts
        """,
    ),
    _table(
        "access_grant",
        "Who was given access to what, and on whose word",
        "grant_id",
        """
        grant_id* text Id in the access system
        account_id text Account that holds it
        role text Role or group granted
        resource text What it gives access to
        privileged bool Whether it is administrative
        requested_by text Account or worker that asked
        approved_by text Worker that approved; null if none recorded
        approved_at time When it was approved
        granted_at time When it took effect
        expires_at time When it ends; null if open
        """,
    ),
    _table(
        "access_review",
        "Periodic reviews of who has access",
        "review_id",
        """
        review_id* text Id of the review
        system text System reviewed
        reviewer_id text Worker that reviewed
        due_at time When it was due
        completed_at time When it was completed; null if not
        accounts_in_scope int Accounts it had to cover
        accounts_reviewed int Accounts it covered
        revocations_requested int Removals asked for
        revocations_done int Removals carried out
        """,
    ),
    _table(
        "change",
        "Changes to production, with their approvals and tests",
        "change_id",
        """
        change_id* text Commit, merge or ticket id
        repository text Where it was made
        kind text normal, emergency or configuration
        author text Who made it
        committer text Who applied it
        approved_by text Who approved it; null if none recorded
        approved_at time When it was approved
        tested_at time When its tests passed; null if none recorded
        deployed_at time When it reached production; null if not yet
        authored_at time When it was written
        merged bool Whether it is a merge of a reviewed branch
        signed_off_by texts Names in Signed-off-by lines
        signature text good, bad, none or unknown: cryptographic signature
        tag text Release tag that contains it first, if known
        documented bool Whether it has a description beyond its title
        """,
    ),
    _table(
        "incident",
        "Security and availability incidents",
        "incident_id",
        """
        incident_id* text Id in the incident system
        severity text critical, high, medium or low
        detected_at time When it was detected
        recorded_at time When it was recorded
        acknowledged_at time When someone took it on
        resolved_at time When it was resolved; null while open
        root_cause text Finding of the analysis; null if none recorded
        customers_affected bool Whether customers were affected
        notified_at time When they were told
        """,
    ),
    _table(
        "resource",
        "Cloud resources and hosts: the inventory",
        "resource_id",
        """
        resource_id* text ARN, host name or other unique id
        kind text Type of resource
        account text Cloud account that holds it
        owner text Owning team; null if unknown
        environment text production, staging or development
        created_at time When it was created
        tags texts Tags as key=value
        """,
    ),
    _table(
        "storage_bucket",
        "Object storage buckets",
        "bucket_id",
        """
        bucket_id* text ARN or unique id
        name text Name
        account text Cloud account
        encryption text none, provider or customer: whose key encrypts at rest
        versioning bool Whether old versions are kept
        logging bool Whether access is logged
        public bool Whether anyone can read it
        tls_only bool Whether plain connections are refused
        mfa_delete bool Whether deletion needs a second factor
        """,
    ),
    _table(
        "network_rule",
        "Rules that let traffic in",
        "rule_id",
        """
        rule_id* text Unique id
        resource_id text What it guards
        direction text in or out
        protocol text tcp, udp, icmp or any
        port_from int First port
        port_to int Last port
        source text Address range let in
        approved_by text Who approved it; null if none recorded
        reviewed_at time Last review
        """,
    ),
    _table(
        "endpoint",
        "Service endpoints and listening ports",
        "endpoint_id",
        """
        endpoint_id* text Host, protocol and port, or URL
        host text Host
        port int Port
        protocol text tcp, udp, https...
        address text Address it listens on
        process text Program that listens, where visible
        tls_version text Lowest protocol version accepted, such as TLSv1.2
        fips_module text Validated module that ends TLS; null if none
        public bool Whether reachable from outside
        """,
    ),
    _table(
        "crypto_module",
        "Cryptographic modules in use, and their validation",
        "module_id",
        """
        module_id* text Module and version on a platform
        module text Module name
        version text Version
        certificate text CMVP certificate number; null if none
        standard text FIPS 140-2 or FIPS 140-3
        validation_status text active, historical or revoked
        validated_until time Sunset date
        """,
    ),
    _table(
        "encryption",
        "Encryption at rest of volumes and disks",
        "volume_id",
        """
        volume_id* text Device, volume or database
        kind text disk, volume, database or backup
        encrypted bool Whether encrypted at rest
        method text LUKS, provider key, customer key...
        key_rotated_at time Last rotation of its key
        """,
    ),
    _table(
        "backup_run",
        "Runs of backups",
        "run_id",
        """
        run_id* text Unique id
        resource_id text What was backed up
        scheduled_at time When it was to start
        finished_at time When it ended; null if it did not
        succeeded bool Whether it succeeded
        copied_to text Second region or site that holds a copy
        checksum_ok bool Whether the copy was verified
        """,
    ),
    _table(
        "restore_test",
        "Tests that a backup can be restored",
        "test_id",
        """
        test_id* text Unique id
        resource_id text What was restored
        due_at time When it was due
        tested_at time When it was done; null if not
        succeeded bool Whether the data came back whole
        minutes int How long it took
        """,
    ),
    _table(
        "vulnerability",
        "Known vulnerabilities on assets",
        "vulnerability_id",
        """
        vulnerability_id* text Asset and CVE or finding id
        asset text Asset
        cve text CVE id, if any
        severity text critical, high, medium or low
        found_at time First seen
        fixed_at time When it was fixed; null while open
        accepted_by text Who accepted the risk; null if nobody
        """,
    ),
    _table(
        "package",
        "Software installed on hosts",
        "package_id",
        """
        package_id* text Host and package
        host text Host
        name text Package
        version text Installed version
        state text installed, held or broken
        """,
    ),
    _table(
        "host_setting",
        "Security settings of hosts",
        "setting_id",
        """
        setting_id* text Host, file and key
        host text Host
        area text sshd, sudo, time...
        name text Setting
        value text Value in effect; null if it could not be read
        origin text file, default or command
        """,
    ),
    _table(
        "time_sync",
        "Whether clocks are synchronized",
        "host",
        """
        host* text Host
        synchronized bool Whether the clock is synchronized
        method text chrony, timesyncd, ntpd, kernel...
        offset_ms real Offset from the reference, milliseconds
        """,
    ),
    _table(
        "training",
        "Training that people must take",
        "record_id",
        """
        record_id* text Worker and course
        worker_id text Worker
        course text Course
        due_at time When it was due
        completed_at time When it was completed; null if not
        """,
    ),
    _table(
        "screening",
        "Background checks of people",
        "record_id",
        """
        record_id* text Worker and kind
        worker_id text Worker
        kind text employment, fingerprint, citizenship...
        completed_at time When it was completed; null if not
        cleared bool Outcome; null while pending
        access_from time First access to the data it is for
        """,
    ),
    _table(
        "facility_access",
        "Entries to data centers",
        "entry_id",
        """
        entry_id* text Unique id
        facility text Data center
        worker_id text Who entered; null for visitors
        badge text Badge used
        entered_at time When
        authorized_from time Start of the authorization; null if none
        authorized_until time End of it; null if open
        escorted_by text Escort, for visitors
        """,
    ),
    _table(
        "facility_equipment",
        "Environmental protection of data centers, and its maintenance",
        "equipment_id",
        """
        equipment_id* text Unique id
        facility text Data center
        kind text ups, generator, fire, cooling or camera
        maintained_at time Last maintenance; null if none
        maintenance_due_at time When the next was due
        test_passed bool Outcome of the last test; null if not tested
        """,
    ),
    _table(
        "policy",
        "Policies and their review",
        "policy_id",
        """
        policy_id* text Unique id
        title text Title
        owner_id text Worker that owns it
        approved_by text Who approved it; null if none
        reviewed_at time Last review
        review_due_at time When the next is due
        published bool Whether those bound by it can read it
        """,
    ),
    _table(
        "acknowledgement",
        "People's acknowledgement of policies",
        "record_id",
        """
        record_id* text Worker and policy
        worker_id text Worker
        policy_id text Policy
        required_at time When it was asked for
        acknowledged_at time When it was given; null if not
        """,
    ),
    _table(
        "data_transfer",
        "Bulk transfers between customers and storage",
        "transfer_id",
        """
        transfer_id* text Unique id
        customer text Customer
        started_at time When it started
        encrypted bool Whether encrypted on the way
        expected_items int Items announced by the sender
        received_items int Items received
        checksum_ok bool Whether checksums agreed
        destination text Where it was to land
        landed text Where it landed
        """,
    ),
    _table(
        "tenant_isolation",
        "Tests that customers cannot reach each other",
        "test_id",
        """
        test_id* text Unique id
        target text Boundary tested
        tested_at time When
        due_at time When it was due
        crossed bool Whether the boundary was crossed; null if not concluded
        """,
    ),
    _table(
        "replica",
        "Redundant copies of data and services",
        "replica_id",
        """
        replica_id* text Unique id
        resource_id text What is replicated
        zone text Availability zone or site
        healthy bool Whether it is healthy; null if not reported
        lag_seconds real How far behind
        """,
    ),
    _table(
        "scan_result",
        "Results of external configuration scanners, rule by rule",
        "result_id",
        """
        result_id* text Scanner, rule and resource
        scanner text Scanner and version
        rule text Rule id
        title text Rule title
        resource_id text What was examined
        account text Cloud account
        outcome text pass, fail, manual, not_applicable, not_selected, error or unknown
        severity text Severity given by the scanner
        detail text The scanner's own sentence
        references texts Framework references as framework=id
        """,
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _ALL}


def table_named(name: str) -> Table:
    """The table called `name`; raises `UnknownName` with near matches."""
    if name not in TABLES:
        raise UnknownName("evidence table", name, near=near(name, TABLES))
    return TABLES[name]


def columns_of(table: Table) -> tuple[Column, ...]:
    """All columns in order: the table's own, then the shared ones."""
    return (*table.columns, *SHARED)


def arrow_schema(table: Table) -> "pa.Schema":
    """The Arrow schema of the table's rows in the lake."""
    import pyarrow as pa  # noqa: PLC0415 - the tables' names are wanted without it

    types: dict[ColumnType, pa.DataType] = {
        "text": pa.string(),
        "int": pa.int64(),
        "real": pa.float64(),
        "bool": pa.bool_(),
        "time": pa.timestamp("us"),
        "texts": pa.list_(pa.string()),
    }
    return pa.schema(
        [
            pa.field(column.name, types[column.type], nullable=not column.required)
            for column in columns_of(table)
        ]
    )
