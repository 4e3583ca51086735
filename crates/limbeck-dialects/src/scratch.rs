//! [`ScratchServer`]: databases that exist only while a command runs.

/// How scratch databases are made on a server that has several databases.
pub trait ScratchServer: Send + Sync {
    /// Asks the database beside which one is made for what both must have in common: one row of texts, which
    /// [`ScratchServer::create`] gets.
    fn facts(&self) -> &'static str;

    /// Makes an empty database. `name` is a plain word.
    fn create(&self, name: &str, facts: &[String]) -> String;

    /// Drops it, whoever is connected to it.
    fn drop(&self, name: &str, server_version: (u32, u32, u32)) -> String;
}
