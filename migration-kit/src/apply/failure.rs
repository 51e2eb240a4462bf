//! A migration that failed. In go its error and what is known of its transaction, out comes whether
//! something of it is left in the database; the session is put back, and the record says how it is.

use chrono::{DateTime, Utc};
use sea_orm::DbErr;

use super::actions::KnownActions;
use super::execution::Execution;
use super::notes::Note;
use super::run::Runner;
use super::strategy::Boundary;
use crate::Direction;
use crate::error::{Left, code, is_lock_time_out, reason, recorded};

/// A migration that did not end.
pub(super) struct Failure {
    pub(super) source: DbErr,
    /// What of it is in the database, as the database says.
    pub(super) left: Left,
}

impl Failure {
    /// It failed before anything of it was sent, or in a transaction that is known to be rolled
    /// back.
    pub(super) fn without_a_trace(source: DbErr) -> Self {
        Self { source, left: Left::Nothing }
    }

    /// It failed when the first thing was recorded of it, which may be there if the server has not
    /// answered.
    pub(super) fn without_an_answer(source: DbErr) -> Self {
        let left = if code(&source).is_some() { Left::Nothing } else { Left::Unknown };
        Self { source, left }
    }
}

/// What is known of the statements that were sent, before the database is asked what is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Evidence {
    /// The transaction was rolled back, and was the one that the kit had begun.
    RolledBack,
    /// The migration had ended the transaction before.
    EndedByMigration,
    /// The end of the transaction was not answered.
    Unanswered,
    /// There was no transaction, and nothing was sent.
    NothingSent,
    /// There was no transaction, and something was sent.
    Sent,
}

impl Runner<'_> {
    /// Puts the session back behind migrations that failed, and records it where something was
    /// recorded before.
    pub(super) async fn after_failure(
        &mut self,
        boundary: Boundary,
        executions: &[Execution<'_>],
        started_at: DateTime<Utc>,
        source: DbErr,
        evidence: Evidence,
    ) -> Failure {
        if evidence == Evidence::Unanswered {
            return Failure { source, left: Left::Unknown };
        }
        if boundary == Boundary::Atomic {
            return Failure::without_a_trace(source);
        }
        self.enforced = None;
        let (Some(records), [execution]) = (&self.records, executions) else {
            let left = match evidence {
                Evidence::Sent => Left::Something,
                _ => Left::Nothing,
            };
            return Failure { source, left };
        };
        records.clean_up(self.db).await;
        let nothing_left = match evidence {
            // What the server has of it decides, not what was sent.
            Evidence::RolledBack if boundary == Boundary::Marked => {
                if records.is_gone(self.db, execution).await {
                    return Failure::without_a_trace(source);
                }
                false
            }
            Evidence::NothingSent => !self.has_begun(execution),
            Evidence::RolledBack | Evidence::Sent => self.leaves_nothing(execution, &source),
            Evidence::EndedByMigration | Evidence::Unanswered => false,
        };
        if evidence == Evidence::EndedByMigration
            && let Err(error) = records.note(self.db, execution, Note::Start(started_at)).await
        {
            tracing::debug!(
                "cannot record that {} failed: {}",
                execution.version(),
                reason(&error)
            );
        }
        let is_noted = self.note_failure(execution, &source, nothing_left).await;
        let left = match (nothing_left, is_noted) {
            (true, true) => Left::Nothing,
            // The record says that it runs.
            (true, false) => Left::Unknown,
            (false, _) => Left::Something,
        };
        Failure { source, left }
    }

    /// Whether a partially applied migration is continued or rolled back, of which something is
    /// there in any case.
    pub(super) fn is_in_the_middle(&self) -> bool {
        self.first > 0 || self.rolls_back_from.is_some()
    }

    /// Whether something of a migration may be there from before.
    fn has_begun(&self, execution: &Execution<'_>) -> bool {
        self.is_in_the_middle() || self.was_begun(execution)
    }

    /// Whether a migration that nothing rolls back can have left nothing behind: the server itself
    /// refused its first statement, which it does completely or not at all, or it has only looked
    /// so far. Only the statements of a migration that is data are counted.
    fn leaves_nothing(&self, execution: &Execution<'_>, source: &DbErr) -> bool {
        let Some(records) = self.records.as_ref().filter(|_| !self.has_begun(execution)) else {
            return false;
        };
        let looks = execution.actions.as_ref().map_or(0, KnownActions::looks);
        let done = records.progress.counted();
        if done.is_some_and(|done| done < looks) {
            return !records.lock.is_lost();
        }
        let refused = code(source).is_some() && !records.lock.is_lost();
        let timed_out = is_lock_time_out(source) && execution.is_refused_whole();
        refused
            && (done.is_some_and(|done| done <= looks) || timed_out)
            && execution.actions.as_ref().is_some_and(KnownActions::begins_with_all_or_nothing)
    }

    /// Whether the record says what became of the migration.
    async fn note_failure(
        &self,
        execution: &Execution<'_>,
        source: &DbErr,
        nothing_left: bool,
    ) -> bool {
        let Some(records) = &self.records else { return true };
        let note = match (nothing_left, execution.direction) {
            (true, Direction::Up) => Note::Forget,
            (true, Direction::Down) => Note::Keep,
            (false, _) => Note::Fail(recorded(source)),
        };
        // A lease that was lost belongs to somebody who may be at the same migration.
        if records.lock.is_lost() {
            return false;
        }
        let noted = records.note(self.db, execution, note).await;
        if let Err(error) = &noted {
            // The migration stays `running`, which stops the next run as well.
            tracing::debug!("cannot record that {} failed: {}", execution.version(), reason(error));
        }
        noted.is_ok()
    }
}
