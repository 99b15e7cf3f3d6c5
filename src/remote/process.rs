//! The driver's process.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::{Engine, Options};
use crate::problem::RemoteProblem;

/// The driver, carried by the program: what SQL speaks of, then the program itself.
const DRIVER: &str =
    concat!(include_str!("../../drivers/factfile_functions.py"), include_str!("../../drivers/factfile_driver.py"));

/// The variable that names the Python which has the engines' packages.
const PYTHON: &str = "FACTFILE_PYTHON";

/// How many lines of what the process says on standard error are remembered.
const REMEMBERED: usize = 20;

/// The last lines of standard error.
#[derive(Debug, Clone, Default)]
pub(super) struct LastWords(Arc<Mutex<VecDeque<String>>>);

impl LastWords {
    /// Remembers what a process says until it ends.
    fn of(stream: impl Read + Send + 'static) -> Self {
        let words = Self::default();
        let kept = words.clone();
        thread::spawn(move || {
            for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
                let mut lines = kept.0.lock().unwrap_or_else(PoisonError::into_inner);
                if lines.len() == REMEMBERED {
                    lines.pop_front();
                }
                lines.push_back(String::from_utf8_lossy(&line).into_owned());
            }
        });
        words
    }

    /// The lines, the last one last.
    pub(super) fn text(&self) -> String {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().map(|line| line.trim_end()).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

/// The Python that is started.
pub(super) fn python(options: &Options) -> OsString {
    let given = options.python.as_ref().map(|path| path.clone().into_os_string());
    let named = || std::env::var_os(PYTHON).filter(|name| !name.is_empty());
    given.or_else(named).unwrap_or_else(|| if cfg!(windows) { "python".into() } else { "python3".into() })
}

/// Starts the driver. Ctrl-C is not its own: it goes on with what the program asks of it, or ends with the program.
///
/// # Errors
/// [`RemoteProblem::NoPython`].
pub(super) fn start(engine: Engine, options: &Options) -> Result<(Child, LastWords), RemoteProblem> {
    let python = python(options);
    let settings = serde_json::json!({ "master": options.master });
    let mut command = Command::new(&python);
    command.args(["-c", DRIVER, engine.name(), &settings.to_string()]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(|error| RemoteProblem::NoPython {
        python: python.to_string_lossy().into_owned(),
        package: engine.package(),
        detail: error.to_string(),
    })?;
    let words = child.stderr.take().map(LastWords::of).unwrap_or_default();
    Ok((child, words))
}
