//! Child processes that never outlive their owner.
//!
//! Each child leads a process group of its own. Ctrl-C on a terminal therefore reaches this program
//! alone, which then stops the children in the right order: first the tests, then the servers that
//! they use.

use std::io::ErrorKind;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::interrupt::{self, TICK};

/// How long a process may take to obey before it is killed.
const PATIENCE: Duration = Duration::from_secs(15);

/// How a process is asked to end.
#[derive(Clone, Copy, Debug)]
pub enum Stop {
    /// SIGINT to the process itself: PostgreSQL's fast shutdown, which stops its own children.
    Interrupt,
    /// SIGTERM to the process itself.
    Terminate,
    /// SIGQUIT to the process itself: PgBouncer's immediate shutdown, which does not wait for
    /// clients to leave.
    #[cfg(unix)]
    Quit,
    /// SIGTERM to the process and all that it started, for programs that do not look after their
    /// children.
    TerminateGroup,
    /// SIGKILL to the process and all that it started, for programs that hear nothing else while
    /// they start.
    #[cfg(unix)]
    KillGroup,
}

/// So long a program may be busy that was just written.
const STILL_WRITTEN: Duration = Duration::from_secs(5);

/// A running child, stopped when it is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    stop: Stop,
}

impl Process {
    /// Starts `command` with no standard input, as the leader of a new process group.
    pub fn spawn(command: &mut Command, stop: Stop) -> anyhow::Result<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let until = Instant::now() + STILL_WRITTEN;
        let child = loop {
            match command.stdin(Stdio::null()).spawn() {
                // A program that was just written is busy while a child that another thread forks
                // meanwhile has not become its own program yet.
                Err(e) if e.kind() == ErrorKind::ExecutableFileBusy && Instant::now() < until => {
                    std::thread::sleep(Duration::from_millis(5));
                }
                child => break child,
            }
        };
        let child =
            child.with_context(|| format!("cannot start {}", command.get_program().display()))?;
        Ok(Self { child, stop })
    }

    /// The exit status, if the process has ended by itself.
    pub fn ended(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        self.child.try_wait().context("cannot wait for a child process")
    }

    /// Waits for the end, or fails as soon as a signal asks this program to stop.
    pub fn wait(&mut self) -> anyhow::Result<ExitStatus> {
        loop {
            if let Some(status) = self.ended()? {
                return Ok(status);
            }
            interrupt::tick()?;
        }
    }

    /// Ends the process with no warning.
    #[cfg(test)]
    pub fn crash(&mut self) {
        self.kill();
    }

    /// Ends and reaps the process: first as agreed, then, after [`PATIENCE`], by force.
    fn end(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        if self.is_running() {
            self.ask_to_stop();
        }
        while self.is_running() && Instant::now() < deadline {
            std::thread::sleep(TICK);
        }
        if self.is_running() {
            self.kill();
        }
    }

    #[cfg(unix)]
    fn pid(&self) -> rustix::process::Pid {
        rustix::process::Pid::from_child(&self.child)
    }

    /// Where the whole group has to end, a member of the group that outlives its leader still
    /// counts. The leader is asked first, because asking reaps it: an unreaped leader would keep
    /// the group alive forever.
    #[cfg(unix)]
    fn is_running(&mut self) -> bool {
        let leader = matches!(self.child.try_wait(), Ok(None));
        let group = || rustix::process::test_kill_process_group(self.pid()).is_ok();
        leader || (matches!(self.stop, Stop::TerminateGroup | Stop::KillGroup) && group())
    }

    #[cfg(unix)]
    fn ask_to_stop(&self) {
        use rustix::process::{Signal, kill_process, kill_process_group};
        // A failure means that the process is gone already, and the caller looks at that next.
        let _ = match self.stop {
            Stop::Interrupt => kill_process(self.pid(), Signal::INT),
            Stop::Terminate => kill_process(self.pid(), Signal::TERM),
            Stop::Quit => kill_process(self.pid(), Signal::QUIT),
            Stop::TerminateGroup => kill_process_group(self.pid(), Signal::TERM),
            Stop::KillGroup => kill_process_group(self.pid(), Signal::KILL),
        };
    }

    #[cfg(unix)]
    fn kill(&mut self) {
        let _ = rustix::process::kill_process_group(self.pid(), rustix::process::Signal::KILL);
        let _ = self.child.wait();
    }

    #[cfg(not(unix))]
    fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    #[cfg(not(unix))]
    fn ask_to_stop(&mut self) {
        self.kill();
    }

    #[cfg(not(unix))]
    fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_still_written_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("program");
        std::fs::copy("/bin/true", &program).unwrap();
        let open = std::fs::File::options().append(true).open(&program).unwrap();
        let writer = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            drop(open);
        });
        let mut process = Process::spawn(&mut Command::new(&program), Stop::Terminate).unwrap();
        writer.join().unwrap();
        assert!(process.wait().unwrap().success());
    }
}
