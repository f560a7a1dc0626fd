-- The journal of a log: what was recorded, in the order that was acknowledged.
-- Payloads lie apart, so that one can be destroyed while its commitment stays.

create table origin (
    name text not null
) strict;

create table entry (
    idx    integer primary key,
    leaf   blob    not null,
    stream text    not null,
    seq    integer not null,
    unique (stream, seq)
) strict;

create table payload (
    idx      integer primary key references entry (idx),
    salt     blob not null,
    envelope blob not null
) strict;

create table request (
    key text    primary key,
    idx integer not null references entry (idx)
) strict, without rowid;

create table head (
    size integer primary key,
    root blob not null,
    note blob not null
) strict;
