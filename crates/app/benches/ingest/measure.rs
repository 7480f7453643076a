//! What a process costs: wall time, processor time of all its threads, peak memory (Linux).

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const TICKS_A_SECOND: f64 = 100.0;
/// How often a running process is looked at.
const LOOK: Duration = Duration::from_millis(2);

/// What a process cost.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    pub wall: f64,
    pub cpu: f64,
    pub peak_megabytes: u64,
    pub ended_well: bool,
}

/// Runs a command to its end; what it prints goes to `output`, if anywhere.
pub fn run(command: &mut Command, output: Option<&Path>) -> Cost {
    let output = output.map_or_else(Stdio::null, |path| Stdio::from(std::fs::File::create(path).expect("a file")));
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(output).spawn().expect("the command starts");
    let mut peak = 0;
    // An ended process keeps its times until it is waited for.
    let cpu = loop {
        peak = peak.max(peak_megabytes(child.id()));
        if let Some(cpu) = ended(&child) {
            break cpu;
        }
        std::thread::sleep(LOOK);
    };
    let wall = start.elapsed().as_secs_f64();
    let ended_well = child.wait().is_ok_and(|status| status.success());
    Cost { wall, cpu, peak_megabytes: peak, ended_well }
}

/// The processor seconds of a process that has ended.
fn ended(child: &Child) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.id())).ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks: f64 = fields.get(11..13)?.iter().filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    (fields.first() == Some(&"Z")).then_some(ticks / TICKS_A_SECOND)
}

fn peak_megabytes(process: u32) -> u64 {
    let status = std::fs::read_to_string(Path::new("/proc").join(process.to_string()).join("status"));
    let status = status.unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) / 1024
}
