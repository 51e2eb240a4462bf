//! What many ask for and seldom changes: the database is asked once in a while, however many ask.

use std::time::{Duration, Instant};

use tokio::sync::Mutex;

/// For how long an answer is good.
const FRESH: Duration = Duration::from_secs(1);

/// One answer, kept for a moment.
pub struct Cached<T>(Mutex<Option<(Instant, T)>>);

impl<T: Clone> Cached<T> {
    pub fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// The answer that is kept, or a new one. Of many who ask at once one goes, and the others wait
    /// for it.
    pub async fn get(&self, make: impl Future<Output = T>) -> T {
        let mut kept = self.0.lock().await;
        if let Some((since, answer)) = &*kept
            && since.elapsed() < FRESH
        {
            return answer.clone();
        }
        let answer = make.await;
        *kept = Some((Instant::now(), answer.clone()));
        answer
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn many_who_ask_at_once_cost_one_question() {
        let (cached, asked) = (Cached::new(), AtomicUsize::new(0));
        let ask = || {
            cached.get(async {
                tokio::time::sleep(Duration::from_millis(10)).await;
                asked.fetch_add(1, Ordering::Relaxed)
            })
        };
        tokio::join!(ask(), ask(), ask());
        assert_eq!(asked.load(Ordering::Relaxed), 1);
        tokio::time::sleep(FRESH).await;
        assert_eq!(ask().await, 1, "after a while it is asked again");
    }
}
