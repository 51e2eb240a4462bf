//! What the executor has to know of a migration before it runs, because the database does not tell
//! it.

pub(crate) trait Execution: Sync {
    /// Behind a comment or a text that does not end the rest is ignored without a word.
    fn ignores_open_end(&self) -> bool;

    /// What the way back of a migration does is asked of the migration before it runs.
    fn needs_downs(&self) -> bool;

    /// Foreign keys are enforced where the connection has them switched on, which a migration may
    /// need otherwise: so rows without their parents are looked for.
    fn switches_foreign_keys(&self) -> bool;

    /// The statement that drops temporary tables, where nobody is told which ones a session has.
    /// The names are those that a migration is known to have made.
    fn drop_temporary(&self, names: &[String]) -> Option<String>;

    /// The question how many statements a session has sent, itself included; the second column of
    /// the answer has the number.
    fn statements_sent(&self) -> Option<&'static str>;
}

super::of!(Execution);
