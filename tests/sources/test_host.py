"""A Linux machine is reported as it is; what cannot be seen is never guessed."""

import os
import struct
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.evidence import Batch, Request
from assay.sources.host import SOURCE
from assay.sources.host.ports import _address
from assay.testing.sources import assert_conforms, assert_refuses

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
LINUX = replace(SOURCE, ask_kernel=lambda: None)

USERS = """root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
ada:x:1000:1000:Ada:/home/ada:/bin/bash
bob:x:1001:1001:Bob:/home/bob:/bin/zsh
web:x:1002:1002::/srv:/bin/false
gone:x:1003:1003::/home/gone:/bin/sh
"""
GROUP = """root:x:0:
sudo:x:27:ada
docker:x:998:bob,eve
ada:x:1000:
staff:x:50:ada,bob
"""
SHADOW = """root:*:19000:0:99999:7:::
daemon:*:19000:0:99999:7:::
ada:$y$j9T$abc:19000:0:99999:7:::
bob:!$y$j9T$abc:19000:0:99999:7:::
web:!:19000:0:99999:7:::
gone:$6$xyz:19000:0:99999:7::20000:
"""
SUDOERS = r"""# comment
Defaults env_reset, !requiretty, secure_path="/usr/sbin:/usr/bin"
Defaults:ada timestamp_timeout=5
User_Alias OPS = bob, %staff : NOBODYELSE = root
root ALL=(ALL:ALL) ALL
%sudo   ALL=(ALL:ALL) ALL
OPS ALL = NOPASSWD: /usr/bin/systemctl restart web, \
    /usr/bin/journalctl  # trailing
#1002 ALL = /bin/true
ALL, !root ALL = /usr/bin/id
@includedir /etc/sudoers.d
"""
SSHD = """Include /etc/ssh/sshd_config.d/*.conf
PermitRootLogin no
passwordauthentication yes  # set below the include: loses
ChallengeResponseAuthentication=no
Port 22
Port 2222
Match User backup
    PasswordAuthentication yes
    X11Forwarding no
"""
DPKG = """Package: openssl
Status: install ok installed
Architecture: amd64
Version: 3.0.15-1
Description: two
 lines: with a colon

Package: openssl
Status: hold ok installed
Architecture: i386
Version: 3.0.15-1

Package: gone
Status: deinstall ok config-files
Version: 1

Package: half
Status: install ok half-configured
Version: 2
"""
HEAD = "  sl  local_address rem_address   st tx_queue ...\n"
TCP = HEAD + (
    "   0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000"
    "   104        0 777 1 0000000026dd8c2c 100 0 0 10 0\n"
    "   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000"
    "     0        0 778 1 0000000026dd8c2c 100 0 0 10 0\n"
    "   2: 0100007F:1538 0100007F:9999 01 00000000:00000000 00:00000000 00000000"
    "     0        0 779 1 0000000026dd8c2c 100 0 0 10 0\n"
)
UDP6 = HEAD + (
    "   9: 00000000000000000000000001000000:0035 00000000000000000000000000000000:0000"
    " 07 00000000:00000000 00:00000000 00000000     0        0 780 2 0 0\n"
)


def put(root: Path, files: Mapping[str, str | bytes | None]) -> None:
    for name, content in files.items():
        path = root / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)


def hide(root: Path, name: str) -> None:
    """Make a file that is there and cannot be read, also by root."""
    path = root / name.lstrip("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "machine"
    put(
        made,
        {
            "/etc/hostname": "atlas\n",
            "/etc/passwd": USERS,
            "/etc/group": GROUP,
            "/etc/shadow": SHADOW,
            "/etc/nsswitch.conf": "passwd: files systemd # sss\ngroup: files\n",
            "/etc/sudoers": SUDOERS,
            "/etc/sudoers.d/web": "web ALL=(root) NOPASSWD: ALL\n",
            "/etc/sudoers.d/ignored.bak": "eve ALL=(ALL) ALL\n",
            "/etc/ssh/sshd_config": SSHD,
            "/etc/ssh/sshd_config.d/10.conf": "PasswordAuthentication no\n",
            "/var/lib/dpkg/status": DPKG,
            "/proc/net/tcp": TCP,
            "/proc/net/tcp6": HEAD,
            "/proc/net/udp": HEAD,
            "/proc/net/udp6": UDP6,
            "/proc/42/comm": "sshd\n",
            "/sys/block/sda/device/model": "SAMSUNG",
            "/sys/block/sda/sda1/partition": "1",
            "/sys/block/sda/sda2/partition": "2",
            "/sys/block/sda/sda2/holders/dm-0": "",
            "/sys/block/dm-0/dm/uuid": "CRYPT-LUKS2-0123-root",
            "/sys/block/dm-0/dm/name": "root_crypt",
            "/sys/block/dm-0/slaves/sda2": "",
            "/sys/block/dm-0/holders/dm-1": "",
            "/sys/block/dm-1/dm/uuid": "LVM-abc",
            "/sys/block/dm-1/dm/name": "vg-home",
            "/sys/block/dm-1/slaves/dm-0": "",
            "/sys/block/vdb/size": "8",
            "/sys/block/loop0/size": "8",
        },
    )
    (made / "proc/42/fd").mkdir()
    (made / "proc/42/fd/3").symlink_to("socket:[778]")
    (made / "proc/42/fd/4").symlink_to("/dev/null")
    return made


def ask(root: Path, **options: Any) -> Request:
    chosen = {"root": str(root), **options}
    return Request(name="host", options=chosen, root=root, at=AT)


def look(root: Path, **options: Any) -> dict[str, Batch]:
    return {batch.table: batch for batch in LINUX.collect(ask(root, **options))}


def rows(batch: Batch, key: str) -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in batch.rows.to_pylist()}


def lacking(batch: Batch) -> dict[str, str]:
    return {gap.part: gap.reason for gap in batch.gaps}


def test_it_conforms(root: Path, tmp_path: Path) -> None:
    batches = assert_conforms(LINUX, ask(root), lake=tmp_path / "lake")

    assert {batch.table for batch in batches} == set(SOURCE.tables)
    assert [b.table for b in batches if b.partial] == ["time_sync"]


def test_this_very_machine_conforms(tmp_path: Path) -> None:
    request = Request(name="host", options={"name": "here"}, root=tmp_path, at=AT)

    batches = assert_conforms(SOURCE, request, lake=tmp_path / "lake", live=True)

    (accounts,) = (batch for batch in batches if batch.table == "account")
    assert "here:root" in rows(accounts, "account_id")


def test_accounts_have_their_kind_and_their_power(root: Path) -> None:
    found = rows(look(root)["account"], "name")

    kinds = {name: (row["kind"], row["privileged"]) for name, row in found.items()}
    assert kinds == {
        "root": ("system", True),
        "daemon": ("system", True),  # ALL may run /usr/bin/id
        "ada": ("person", True),
        "bob": ("person", True),
        "web": ("service", True),
        "gone": ("person", True),
    }


def test_without_rules_only_root_and_its_equals_are_privileged(root: Path) -> None:
    put(root, {"/etc/sudoers": None})

    found = rows(look(root)["account"], "name")

    assert [name for name, row in found.items() if row["privileged"]] == ["root", "bob"]
    assert found["ada"]["privileged"] is False


def test_a_locked_password_leaves_open_whether_a_key_lets_in(root: Path) -> None:
    found = rows(look(root)["account"], "name")

    access = {n: (row["enabled"], row["password_set"]) for n, row in found.items()}
    assert access == {
        "root": (None, False),
        "daemon": (False, False),
        "ada": (True, True),
        "bob": (None, False),
        "web": (False, False),
        "gone": (False, True),
    }
    expiry = datetime(2024, 10, 4)  # noqa: DTZ001 - as stored
    assert found["gone"]["disabled_at"] == expiry


def test_hidden_passwords_are_a_gap_and_null_never_false(root: Path) -> None:
    hide(root, "/etc/shadow")

    batch = look(root)["account"]

    found = rows(batch, "name")
    assert batch.partial
    assert "cannot be read" in lacking(batch)["/etc/shadow"]
    assert "/etc/shadow" not in batch.got.parts
    assert {row["password_set"] for row in found.values()} == {None}
    assert found["ada"]["enabled"] is None
    assert found["web"]["enabled"] is False  # its shell refuses, whatever its password
    assert not look(root)["access_grant"].partial


def test_hidden_sudo_rules_leave_power_unknown(root: Path) -> None:
    hide(root, "/etc/sudoers.d/web")

    found = look(root)
    put(root, {"/etc/sudoers.d/web": None})
    hide(root, "/etc/sudoers")
    blind = look(root)

    for table in ("account", "access_grant", "host_setting"):
        assert "/etc/sudoers.d/web" in lacking(found[table])
        assert "/etc/sudoers" in lacking(blind[table])
    power = {n: r["privileged"] for n, r in rows(blind["account"], "name").items()}
    assert power == {
        "root": True,
        "daemon": None,
        "ada": None,
        "bob": True,
        "web": None,
        "gone": None,
    }


def test_accounts_of_a_directory_are_a_gap(root: Path) -> None:
    put(root, {"/etc/nsswitch.conf": "passwd: files sss\n"})

    assert "sss is not read" in lacking(look(root)["account"])["directory accounts"]


def test_a_name_twice_stays_two_accounts(root: Path) -> None:
    put(root, {"/etc/passwd": USERS + "ada:x:0:0::/:/bin/sh\n"})

    found = rows(look(root)["account"], "account_id")

    assert found["atlas:ada"]["uid"] == 1000
    assert found["atlas:ada#2"]["uid"] == 0


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("+::::::", "refers to a directory"),
        ("eve:x:0:0", "malformed"),
        ("eve:x:zero:0:::", "malformed"),
        ("eve:x:٣:0:::", "malformed"),
        (":x:1:1:::", "malformed"),
    ],
)
def test_a_line_that_cannot_be_read_is_a_gap(
    root: Path, line: str, reason: str
) -> None:
    put(root, {"/etc/passwd": USERS + line + "\n"})

    assert lacking(look(root)["account"])["/etc/passwd"] == (
        f"line 7 {reason}" if "refers" in reason else f"line 7 is {reason}"
    )


def test_the_last_login_is_told_where_the_machine_keeps_it(root: Path) -> None:
    when = datetime(2026, 11, 1, tzinfo=UTC)
    entry = struct.pack("=i32s256s", int(when.timestamp()), b"pts/0", b"")
    put(root, {"/var/log/lastlog": bytes(292 * 1000) + entry})

    found = rows(look(root)["account"], "name")

    assert found["ada"]["last_used_at"] == when.replace(tzinfo=None)
    assert found["bob"]["last_used_at"] is None


def test_grants_are_memberships_and_rules(root: Path) -> None:
    found = rows(look(root)["access_grant"], "grant_id")

    assert found["atlas:group:docker:eve"]["account_id"] == "atlas:eve"
    assert found["atlas:group:docker:eve"]["privileged"] is True
    assert found["atlas:group:staff:bob"]["privileged"] is True
    assert found["atlas:group:ada:ada"]["privileged"] is False
    assert found["atlas:group:sudo:ada"]["privileged"] is True
    assert found["atlas:sudo:2:ada"]["resource"] == "ALL=(ALL:ALL) ALL"
    assert {f"atlas:sudo:3:{name}" for name in ("ada", "bob")} <= set(found)
    assert "atlas:sudo:4:web" in found
    assert "atlas:sudo:5:root" not in found
    assert "NOPASSWD: ALL" in found["atlas:sudo:6:web"]["resource"]
    assert not any("eve" in name for name in found if ":sudo:" in name)


@pytest.mark.parametrize(
    ("line", "part"),
    [
        pytest.param("what is this", "line 1 is not understood", id="no rule"),
        pytest.param("+admins ALL=(ALL) ALL", "directory", id="a netgroup"),
        pytest.param("User_Alias A", "line 1 is not understood", id="half an alias"),
        pytest.param("Defaults ?x", "line 1 is not understood", id="no setting"),
        pytest.param("@include /etc/sudoers", "included again", id="a circle"),
    ],
)
def test_what_sudo_rules_do_not_tell_is_a_gap(root: Path, line: str, part: str) -> None:
    put(root, {"/etc/sudoers": line + "\n"})

    assert part in lacking(look(root)["access_grant"])["/etc/sudoers"]


def settings_of(batch: Batch) -> set[tuple[str, str | None, str]]:
    return {
        (row["name"], row["value"], row["origin"]) for row in batch.rows.to_pylist()
    }


def test_the_first_value_of_the_ssh_server_wins_and_defaults_are_marked(
    root: Path,
) -> None:
    found = settings_of(look(root)["host_setting"])

    assert ("permitrootlogin", "no", "file") in found
    assert ("passwordauthentication", "no", "file") in found
    assert ("kbdinteractiveauthentication", "no", "file") in found
    assert ("port", "22 2222", "file") in found
    assert ("maxauthtries", "6", "default") in found
    assert ("passwordauthentication", "yes", "file") in found  # for one user
    assert ("x11forwarding", "no", "default") in found


def test_settings_of_sudo_are_told_with_their_scope(root: Path) -> None:
    found = settings_of(look(root)["host_setting"])

    assert ("env_reset", "true", "file") in found
    assert ("requiretty", "false", "file") in found
    assert ("secure_path", "/usr/sbin:/usr/bin", "file") in found
    assert ("timestamp_timeout:ada", "5", "file") in found


def test_after_a_hidden_include_every_ssh_setting_is_unknown(root: Path) -> None:
    hide(root, "/etc/ssh/sshd_config.d/10.conf")

    batch = look(root)["host_setting"]

    assert "/etc/ssh/sshd_config.d/10.conf" in lacking(batch)
    values = {n: v for n, v, _ in settings_of(batch) if n == "permitrootlogin"}
    assert values == {"permitrootlogin": None}
    assert ("maxauthtries", None, "file") in settings_of(batch)


def test_without_an_ssh_server_there_is_nothing_to_set(root: Path) -> None:
    put(root, {"/etc/ssh/sshd_config": None, "/etc/sudoers": None})

    batch = look(root)["host_setting"]

    assert len(batch.rows) == 0
    assert not batch.partial


def test_an_ssh_server_without_configuration_runs_on_its_defaults(root: Path) -> None:
    put(root, {"/etc/ssh/sshd_config": None, "/usr/sbin/sshd": "x"})

    found = settings_of(look(root)["host_setting"])

    assert ("permitrootlogin", "prohibit-password", "default") in found


def test_packages_are_what_is_installed(root: Path) -> None:
    found = rows(look(root)["package"], "package_id")

    assert {name: row["state"] for name, row in found.items()} == {
        "atlas:openssl:amd64": "installed",
        "atlas:openssl:i386": "held",
        "atlas:half": "broken",
    }
    assert found["atlas:openssl:amd64"]["version"] == "3.0.15-1"


def test_package_systems_that_are_not_read_are_gaps(root: Path) -> None:
    put(root, {"/var/lib/rpm/Packages": "", "/lib/apk/db/installed": ""})

    assert set(lacking(look(root)["package"])) == {"rpm", "apk"}


def test_no_package_system_at_all_is_a_gap(root: Path) -> None:
    put(root, {"/var/lib/dpkg/status": None})

    assert "no known" in lacking(look(root)["package"])["/var/lib/dpkg/status"]


def test_minimal_images_keep_a_file_for_each_package(root: Path) -> None:
    put(
        root,
        {
            "/var/lib/dpkg/status": None,
            "/var/lib/dpkg/status.d/base": "Package: base\nVersion: 12\n",
            "/var/lib/dpkg/status.d/base.md5sums": "0 x",
        },
    )

    assert set(rows(look(root)["package"], "name")) == {"base"}


def test_a_package_without_its_fields_is_a_gap(root: Path) -> None:
    put(root, {"/var/lib/dpkg/status": "Version: 1\n"})

    assert "entry 1 is malformed" in str(lacking(look(root)["package"]))


def test_ports_are_those_that_listen(root: Path) -> None:
    found = rows(look(root)["endpoint"], "endpoint_id")

    assert {name: (r["process"], r["public"]) for name, r in found.items()} == {
        "atlas:tcp:127.0.0.1:5432": (None, False),
        "atlas:tcp:0.0.0.0:22": ("sshd", None),
        "atlas:udp:::1:53": (None, False),
    }


def test_a_kernel_table_that_is_missing_or_odd_is_a_gap(root: Path) -> None:
    put(root, {"/proc/net/tcp": HEAD + "   0: XYZ\n", "/proc/net/udp": None})

    assert lacking(look(root)["endpoint"]) == {
        "/proc/net/tcp": "line 2 is malformed",
        "/proc/net/udp": "is not there",
    }


def test_addresses_are_read_in_the_byte_order_of_the_machine() -> None:
    assert _address("0100007F", "little") == "127.0.0.1"
    assert _address("7F000001", "big") == "127.0.0.1"
    mapped = "0000000000000000FFFF00000100007F"
    assert _address(mapped, "little") == "127.0.0.1"


def test_encryption_is_seen_through_mappings_and_null_on_lent_disks(root: Path) -> None:
    found = rows(look(root)["encryption"], "volume_id")

    assert {n: (r["encrypted"], r["method"]) for n, r in found.items()} == {
        "atlas:sda1": (False, None),
        "atlas:sda2": (True, "LUKS2"),
        "atlas:root_crypt": (True, "LUKS2"),
        "atlas:vg-home": (True, "LUKS2"),
        "atlas:vdb": (None, None),
    }


def test_no_disks_at_all_is_a_gap(tmp_path: Path) -> None:
    put(tmp_path, {"/etc/hostname": "bare"})

    found = look(tmp_path)

    assert lacking(found["encryption"]) == {"/sys/block": "shows no disk"}
    assert lacking(found["account"])["/etc/passwd"] == "is not there"


@pytest.mark.parametrize(
    ("files", "synchronized", "method"),
    [
        pytest.param({}, None, None, id="nothing tells"),
        pytest.param(
            {"/run/systemd/timesync/synchronized": ""},
            True,
            "timesyncd",
            id="timesyncd",
        ),
        pytest.param(
            {"/run/chrony/chronyd.pid": "1"}, None, "chrony", id="chrony runs"
        ),
    ],
)
def test_the_clock_is_synchronized_only_where_something_says_so(
    root: Path, files: dict[str, str], *, synchronized: bool | None, method: str | None
) -> None:
    put(root, files)

    batch = look(root)["time_sync"]

    (row,) = batch.rows.to_pylist()
    assert (row["synchronized"], row["method"]) == (synchronized, method)
    assert batch.partial is (synchronized is None)


def test_the_running_kernel_is_asked_only_about_its_own_machine(root: Path) -> None:
    linux = replace(SOURCE, ask_kernel=lambda: True)
    here = Request(name="h", options={"name": "h"}, root=root, at=AT)

    copied = {batch.table: batch for batch in linux.collect(ask(root))}
    live = {batch.table: batch for batch in linux.collect(here)}

    assert copied["time_sync"].rows["synchronized"].to_pylist() == [None]
    assert live["time_sync"].rows["synchronized"].to_pylist() == [True]


def test_a_link_out_of_a_copied_machine_is_not_followed(root: Path) -> None:
    put(root, {"/etc/shadow": None, "/var/lib/dpkg/status": None})
    (root / "etc/shadow").symlink_to("/etc/shadow")
    (root / "var/lib/dpkg/status").symlink_to("../../../../outside")

    found = look(root)

    assert "leads out" in lacking(found["account"])["/etc/shadow"]
    assert "leads out" in lacking(found["package"])["/var/lib/dpkg/status"]


def test_rows_carry_the_service_and_region_that_are_configured(root: Path) -> None:
    batch = look(root, service="compute", region="eu-1", name="web-7")["time_sync"]

    (row,) = batch.rows.to_pylist()
    assert (row["host"], row["service"], row["region"]) == ("web-7", "compute", "eu-1")


def test_a_machine_without_a_name_or_a_folder_is_refused(root: Path) -> None:
    put(root, {"/etc/hostname": ""})

    assert_refuses(LINUX, ask(root), "no name", "name")
    assert_refuses(LINUX, ask(root / "missing"), "no folder")
    assert_refuses(LINUX, ask(root, nme="x"), "Did you mean `name`?")


READ = [
    "/etc/passwd",
    "/etc/group",
    "/etc/shadow",
    "/etc/nsswitch.conf",
    "/etc/login.defs",
    "/etc/sudoers",
    "/etc/ssh/sshd_config",
    "/var/lib/dpkg/status",
    "/var/log/lastlog",
    "/proc/net/tcp",
    "/proc/net/udp6",
    "/sys/block/dm-0/dm/uuid",
]
SAMPLES = [USERS, GROUP, SHADOW, SUDOERS, SSHD, DPKG, TCP, UDP6]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(READ),
    base=st.sampled_from(SAMPLES),
    at=st.integers(0, 400),
    new=st.binary(max_size=8)
    | st.text(st.characters(codec="utf-8"), max_size=12).map(str.encode),
)
def test_no_content_of_any_file_stops_the_look(
    root: Path, name: str, base: str, at: int, new: bytes
) -> None:
    data = base.encode()
    put(root, {name: data[:at] + new + data[at + len(new) :]})

    assert len(look(root)) == len(SOURCE.tables)
