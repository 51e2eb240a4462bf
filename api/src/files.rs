//! How many connections the system's limit of open files leaves room for.

/// What the server has open beside its clients: standard streams, listeners, the runtime's own,
/// files of SQLite.
const OWN: usize = 48;

/// As many connections as were asked for, or as there are files for beside a pool of that size.
pub fn room_for(connections: usize, pool_size: u32) -> usize {
    room(connections, pool_size, limit())
}

fn room(connections: usize, pool_size: u32, limit: Option<usize>) -> usize {
    let Some(limit) = limit else { return connections };
    // Each of the two pools of SQLite has up to three files per connection: the database, its log
    // and its index.
    let pool = usize::try_from(pool_size).unwrap_or(usize::MAX).saturating_add(1).saturating_mul(3);
    let room = limit.saturating_sub(OWN).saturating_sub(pool).max(1);
    if room < connections {
        tracing::warn!(
            open_files = limit,
            "there is room for {room} connections instead of {connections}: raise the limit of open files, or lower \
             API_MAX_CONNECTIONS or API_POOL_SIZE"
        );
    }
    room.min(connections)
}

#[cfg(unix)]
fn limit() -> Option<usize> {
    use rustix::process::{Resource, getrlimit};
    getrlimit(Resource::Nofile).current.and_then(|limit| usize::try_from(limit).ok())
}

/// Elsewhere there is none of that kind.
#[cfg(not(unix))]
fn limit() -> Option<usize> {
    None
}

#[cfg(test)]
mod tests {
    use super::room;

    #[test]
    fn files_bound_connections() {
        assert_eq!(room(1024, 10, None), 1024);
        assert_eq!(room(1024, 10, Some(1 << 20)), 1024);
        assert_eq!(room(1024, 10, Some(256)), 175);
        assert_eq!(room(1024, 1000, Some(256)), 1, "one at least");
    }
}
