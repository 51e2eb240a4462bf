//! Where shadow databases are made, and what a server is asked and told about them.

pub(crate) trait Shadow {
    fn place(&self) -> Place;
}

/// Where the shadow databases of a backend are made.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    InMemory,
    OnServer(&'static dyn Statements),
}

/// The SQL for a server. What asks about one database takes its name as the only value.
pub(crate) trait Statements: Sync {
    /// The variable whose URL names a server for them.
    fn variable(&self) -> &'static str;

    /// Asks for the clauses that give a new database the encoding and the collation of the current
    /// one.
    fn clauses_like_current(&self) -> &'static str;

    /// Asks a new connection for the database that it is in, and prepares its session.
    fn enter(&self) -> &'static str;

    /// Asks whether DROP DATABASE takes `WITH (FORCE)`, which ends the sessions in it; none where
    /// no version does.
    fn knows_force(&self) -> Option<&'static str>;

    /// Asks whether another session is busy with a statement about a database; none where a server
    /// ends what nobody waits for.
    fn is_busy(&self) -> Option<&'static str>;

    /// Leaves a text in a database that was just made.
    fn mark(&self, name: &str, text: &str) -> String;

    /// Lists databases with such texts.
    fn marks(&self) -> String;

    /// Asks whether a database is there.
    fn is_there(&self) -> &'static str;

    /// Asks whether somebody works in a database, or did in that many seconds.
    fn is_in_use(&self, idle: i64) -> String;

    /// Asks for the server's clock, in seconds since 1970.
    fn clock(&self) -> &'static str;
}

super::of!(Shadow);
