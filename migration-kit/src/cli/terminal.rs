//! The terminal around a question: whether anything can still come from it, and how it was before.

#[cfg(unix)]
use std::io;

#[cfg(unix)]
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

/// The terminal as it was before a question. The thread that asks cannot put it back when a signal
/// ends the command; dropping this does.
pub(super) struct Terminal {
    #[cfg(unix)]
    settings: Option<Termios>,
}

impl Terminal {
    pub(super) fn as_it_is() -> Self {
        Self {
            #[cfg(unix)]
            settings: tcgetattr(io::stdin()).ok(),
        }
    }

    /// Whether the input has ended. A question reads single keys, among which an end that came
    /// before it would not be seen.
    #[cfg(unix)]
    pub(super) fn has_ended(&self) -> bool {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};

        let stdin = io::stdin();
        let mut polled = [PollFd::new(&stdin, PollFlags::IN)];
        let now = Timespec { tv_sec: 0, tv_nsec: 0 };
        let is_readable = poll(&mut polled, Some(&now)).is_ok_and(|ready| ready > 0);
        // Something can be read, and it has no bytes.
        is_readable && rustix::io::ioctl_fionread(&stdin) == Ok(0)
    }

    #[cfg(not(unix))]
    pub(super) fn has_ended(&self) -> bool {
        false
    }

    /// The question has ended by itself, and left the terminal as it was.
    pub(super) fn leave(mut self) {
        #[cfg(unix)]
        let _ = self.settings.take();
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(settings) = self.settings.take() {
            // What cannot be put back stays as it is; the command ends either way.
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &settings);
            // The cursor is shown again, and pasted text is not marked any more.
            super::output::say("\u{1b}[?25h\u{1b}[?2004l\n");
        }
    }
}
