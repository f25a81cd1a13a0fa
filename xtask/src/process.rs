//! Runs other programs: with a log, a time limit, and nothing left behind.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::workspace::{logs, shown, tools};

/// How often a quiet command says that it is still running.
const HEARTBEAT: Duration = Duration::from_secs(60);

/// A program to run, below the top of the checkout.
pub(crate) struct Task {
    command: Command,
    name: String,
    timeout: Duration,
    tries: u32,
    quiet: bool,
}

/// How a task ended.
pub(crate) struct Outcome {
    /// Exit code 0, in time
    pub(crate) ok: bool,
    /// All it printed, standard output and errors as they came
    pub(crate) text: String,
    pub(crate) took: Duration,
}

impl Task {
    /// `name` names the log and is what people see.
    pub(crate) fn new(name: impl Into<String>, program: impl AsRef<std::ffi::OsStr>) -> Self {
        let mut command = Command::new(program);
        command
            .current_dir(crate::workspace::root())
            .env("PATH", path_with_tools())
            .env("NO_COLOR", "1")
            .env("CARGO_TERM_COLOR", "never")
            .env_remove("FORCE_COLOR");
        Self {
            command,
            name: name.into(),
            timeout: Duration::from_secs(600),
            tries: 1,
            quiet: false,
        }
    }

    /// A cargo command.
    pub(crate) fn cargo(name: impl Into<String>, line: &str) -> Self {
        Self::new(name, std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())).words(line)
    }

    pub(crate) fn words(mut self, line: &str) -> Self {
        self.command.args(line.split_whitespace());
        self
    }

    pub(crate) fn arg(mut self, arg: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// In this folder instead of the top of the checkout.
    pub(crate) fn within(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(crate::workspace::root().join(folder));
        self
    }

    pub(crate) fn minutes(mut self, minutes: u64) -> Self {
        self.timeout = Duration::from_secs(minutes * 60);
        self
    }

    /// For what asks a registry: again, after a pause, if it fails.
    pub(crate) fn tries(mut self, tries: u32) -> Self {
        self.tries = tries;
        self
    }

    /// No lines of its own.
    pub(crate) fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// Runs to the end; that it failed is told in the outcome.
    pub(crate) fn outcome(mut self) -> Result<Outcome> {
        let started = Instant::now();
        let mut attempt = 1;
        loop {
            let (ok, text) = self.once()?;
            if ok || attempt >= self.tries {
                return Ok(Outcome {
                    ok,
                    text,
                    took: started.elapsed(),
                });
            }
            eprintln!(
                "  {} failed, trying again ({attempt} of {})",
                self.name,
                self.tries - 1
            );
            thread::sleep(Duration::from_secs(5 * u64::from(attempt)));
            attempt += 1;
        }
    }

    /// Runs to the end; an error, with all that was printed, if it failed.
    pub(crate) fn run(self) -> Result<String> {
        let (name, quiet) = (self.name.clone(), self.quiet);
        if !quiet {
            eprintln!("> {name}");
        }
        let outcome = self.outcome()?;
        if !outcome.ok {
            bail!("{name} failed:\n{}", outcome.text.trim_end());
        }
        if !quiet {
            eprintln!("  {:.1} s", outcome.took.as_secs_f64());
        }
        Ok(outcome.text)
    }

    /// Starts it in the background; it ends when the handle is dropped or on Ctrl-C.
    pub(crate) fn spawn(mut self) -> Result<Running> {
        let log = self.log()?;
        let child = self.start(&log)?;
        Ok(Running {
            child,
            log,
            name: self.name,
        })
    }

    fn once(&mut self) -> Result<(bool, String)> {
        let log = self.log()?;
        let mut running = Running {
            child: self.start(&log)?,
            log,
            name: self.name.clone(),
        };
        let started = Instant::now();
        let mut beat = HEARTBEAT;
        let mut pause = Duration::from_millis(5);
        let status = loop {
            if let Some(status) = running.child.try_wait()? {
                break Some(status);
            }
            if started.elapsed() > self.timeout {
                break None;
            }
            if started.elapsed() > beat && !self.quiet {
                eprintln!("  {} is still running, {} min", self.name, beat.as_secs() / 60);
                beat += HEARTBEAT;
            }
            thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(100));
        };
        let mut text = running.text();
        if status.is_none() {
            text.push_str(&format!("\nstopped after {} min", self.timeout.as_secs() / 60));
        }
        Ok((status.is_some_and(|status: ExitStatus| status.success()), text))
    }

    fn log(&self) -> Result<PathBuf> {
        fs::create_dir_all(logs())?;
        let file: String = self
            .name
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() {
                    c.to_ascii_lowercase()
                } else {
                    '-'
                }
            })
            .collect();
        Ok(logs().join(format!("{file}.log")))
    }

    fn start(&mut self, log: &Path) -> Result<Child> {
        let file = File::create(log).with_context(|| format!("writing {}", shown(log)))?;
        self.command
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file);
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut self.command, 0);
        let child = self
            .command
            .spawn()
            .with_context(|| format!("starting {}", self.command.get_program().to_string_lossy()))?;
        remember(child.id());
        Ok(child)
    }
}

/// A program in the background. It and all it started end with this handle.
pub(crate) struct Running {
    child: Child,
    log: PathBuf,
    name: String,
}

impl Running {
    /// An error if it ended by itself.
    pub(crate) fn check(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            Some(_) => bail!("{} ended:\n{}", self.name, self.text().trim_end()),
            None => Ok(()),
        }
    }

    fn text(&self) -> String {
        let mut bytes = Vec::new();
        if let Ok(mut file) = File::open(&self.log) {
            // What could be read is better than nothing.
            let _ = file.read_to_end(&mut bytes);
        }
        strip_colours(&String::from_utf8_lossy(&bytes))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        forget(self.child.id());
        end_group(self.child.id());
        let deadline = Instant::now() + Duration::from_secs(5);
        while Instant::now() < deadline {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

static GROUPS: OnceLock<Mutex<Vec<u32>>> = OnceLock::new();

fn groups() -> std::sync::MutexGuard<'static, Vec<u32>> {
    // On the first use, so that only commands that run programs answer to Ctrl-C in this way.
    let groups = GROUPS.get_or_init(|| {
        let handler = || {
            for id in groups().drain(..) {
                end_group(id);
            }
            std::process::exit(130);
        };
        if let Err(error) = ctrlc::set_handler(handler) {
            eprintln!("Ctrl-C may leave programs behind: {error}");
        }
        Mutex::default()
    });
    groups.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn remember(id: u32) {
    groups().push(id);
}

fn forget(id: u32) {
    groups().retain(|other| *other != id);
}

#[cfg(unix)]
fn end_group(id: u32) {
    if let Ok(id) = i32::try_from(id) {
        // That it ended before is fine.
        let _ = nix::sys::signal::killpg(nix::unistd::Pid::from_raw(id), nix::sys::signal::SIGTERM);
    }
}

#[cfg(not(unix))]
fn end_group(id: u32) {
    let _ = Command::new("taskkill")
        .args(["/T", "/F", "/PID", &id.to_string()])
        .output();
}

fn path_with_tools() -> std::ffi::OsString {
    let own = [
        tools().join("bin"),
        crate::workspace::root().join("wasm/npm/node_modules/.bin"),
    ];
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(own.into_iter().chain(std::env::split_paths(&path))).unwrap_or(path)
}

/// Some tools colour their output whatever they are told.
fn strip_colours(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\u{1b}' {
            plain.push(c);
            continue;
        }
        for c in chars.by_ref() {
            if c.is_ascii_alphabetic() {
                break;
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_out() {
        assert_eq!(strip_colours("a\u{1b}[1;32mb\u{1b}[0m c"), "ab c");
    }

    #[test]
    fn the_exit_code_is_told_with_the_output() {
        let good = Task::cargo("unit good", "--version").quiet().outcome().unwrap();
        assert!(good.ok && good.text.contains("cargo"));
        let bad = Task::cargo("unit bad", "no-such-command")
            .quiet()
            .outcome()
            .unwrap();
        assert!(!bad.ok && bad.text.contains("no-such-command"));
    }
}
