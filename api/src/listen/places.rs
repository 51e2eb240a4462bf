//! How many connections there are at once. When all places are taken, the one that has kept the
//! server waiting longest goes, so that nobody can stop the server by holding connections.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::connection::{Connection, Phase};

/// How long a client may take for an answer before its place is given away: it would have to ask
/// what became of its request. A head or a body that is not there yet has changed nothing.
const GRACE: Duration = Duration::from_millis(250);

/// How often the log says that the places are taken.
const TELL_EVERY: Duration = Duration::from_secs(10);

/// The connections of a listener.
#[derive(Clone)]
pub struct Places(Arc<Inner>);

struct Inner {
    limit: usize,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    connections: HashMap<u64, Arc<Connection>>,
    next: u64,
    told: Option<Instant>,
}

/// A connection's place, for as long as this lives.
pub struct Place {
    pub connection: Arc<Connection>,
    number: u64,
    of: Places,
}

impl Places {
    pub fn new(limit: usize) -> Self {
        Self(Arc::new(Inner { limit, open: Mutex::default() }))
    }

    /// A place for a new connection; none while all the others are at work.
    pub fn take(&self) -> Option<Place> {
        let mut open = self.lock();
        if open.connections.len() >= self.0.limit {
            let first = open.connections.iter().filter_map(|(number, connection)| {
                let (phase, since) = connection.now();
                Some((order(phase, since.elapsed())?, *number))
            });
            let given_up = first.min().map(|(_, number)| number);
            open.tell(self.0.limit);
            // It leaves the list at once, so that the next one finds another.
            open.connections.remove(&given_up?)?.give_up.notify_one();
        }
        let number = open.next;
        open.next += 1;
        let connection = Arc::new(Connection::new());
        open.connections.insert(number, connection.clone());
        Some(Place { connection, number, of: self.clone() })
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn tell(&mut self, limit: usize) {
        if self.told.is_none_or(|at| at.elapsed() >= TELL_EVERY) {
            tracing::warn!(
                limit,
                "all connections are taken: those that keep the server waiting are closed"
            );
            self.told = Some(Instant::now());
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.of.lock().connections.remove(&self.number);
    }
}

/// Which one goes first: the least. One whose request is being worked on never goes, because nobody
/// would know what became of it.
fn order(phase: Phase, waited: Duration) -> Option<(u8, std::cmp::Reverse<Duration>)> {
    let group = match phase {
        Phase::Head if waited >= GRACE => 0,
        Phase::Idle => 1,
        Phase::Head => 2,
        Phase::Body => 3,
        Phase::Answer if waited >= GRACE => 4,
        Phase::Answer | Phase::Work => return None,
    };
    Some((group, std::cmp::Reverse(waited)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_that_waits_longest_goes_first() {
        let places = Places::new(3);
        let [busy, idle, new] = [(); 3].map(|()| places.take().unwrap());
        busy.connection.enter(Phase::Work);
        idle.connection.enter(Phase::Idle);
        let next = places.take().unwrap();
        assert!(
            !places.lock().connections.contains_key(&idle.number),
            "an idle one before a new one"
        );
        let last = places.take().unwrap();
        assert!(
            !places.lock().connections.contains_key(&new.number),
            "the older one of two new ones"
        );
        next.connection.enter(Phase::Work);
        last.connection.enter(Phase::Answer);
        assert!(places.take().is_none(), "nobody has to ask what became of a request");
        last.connection.enter(Phase::Body);
        assert!(places.take().is_some());
        drop(busy);
        assert!(places.take().is_some());
    }

    #[test]
    fn who_stalls_goes_before_who_rests() {
        let long = GRACE * 2;
        let mut groups = [
            order(Phase::Answer, long),
            order(Phase::Head, Duration::ZERO),
            order(Phase::Body, long),
            order(Phase::Idle, long),
            order(Phase::Idle, GRACE),
            order(Phase::Head, long),
        ];
        groups.sort();
        let groups: Vec<u8> = groups.iter().flatten().map(|(group, _)| *group).collect();
        assert_eq!(groups, [0, 1, 1, 2, 3, 4]);
        assert!(order(Phase::Idle, long) < order(Phase::Idle, GRACE));
        assert_eq!(order(Phase::Work, long * 100), None);
    }
}
