//! The `almenara` command.

use clap::Parser;
use std::io::IsTerminal;
use std::process::ExitCode;

fn main() -> ExitCode {
    // A reader that closes the pipe (`almenara search … | head`) ends the program quietly, as with other tools.
    sigpipe::reset();
    let cli = almenara::commands::Cli::parse();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_env("ALMENARA_LOG"))
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    match almenara::commands::run(cli) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("almenara: {error:#}");
            ExitCode::from(almenara::commands::EXIT_ERROR)
        }
    }
}
