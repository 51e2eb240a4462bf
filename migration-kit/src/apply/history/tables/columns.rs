//! Which columns of the kit's table a statement writes.

use super::Column;

/// The columns of a row of a table that this kit has made, in their order.
pub(super) const COLUMNS: [Column; 15] = [
    Column::Version,
    Column::State,
    Column::Direction,
    Column::Checksum,
    Column::Statements,
    Column::StatementsDone,
    Column::Position,
    Column::Error,
    Column::AppliedAt,
    Column::StartedAt,
    Column::DurationMs,
    Column::Host,
    Column::Pid,
    Column::Kit,
    Column::SeaQuery,
];

/// What changes when a migration begins to be rolled back.
pub(super) const BEGUN: [Column; 8] = [
    Column::State,
    Column::Direction,
    Column::StatementsDone,
    Column::Position,
    Column::Error,
    Column::StartedAt,
    Column::Host,
    Column::Pid,
];

/// What changes when a partially applied migration is repaired.
pub(super) const REPAIRS: [Column; 5] =
    [Column::State, Column::Error, Column::StartedAt, Column::Host, Column::Pid];

/// What changes when it goes on with that.
pub(super) const GOES_BACK: [Column; 6] = [
    Column::State,
    Column::StatementsDone,
    Column::Error,
    Column::StartedAt,
    Column::Host,
    Column::Pid,
];

/// What changes when a migration goes on being applied, by a code that may do more by now.
pub(super) const GOES_ON: [Column; 10] = [
    Column::State,
    Column::Checksum,
    Column::Statements,
    Column::StatementsDone,
    Column::Error,
    Column::StartedAt,
    Column::Host,
    Column::Pid,
    Column::Kit,
    Column::SeaQuery,
];
