export const HELP = `Usage: fluxora-telemetry <command> [options]

Commands
  doctor              Look at everything that decides whether telemetry arrives, in the project of the
                      working directory and with the environment of this shell; send one span, one
                      metric and one log record to the collector; say what is wrong and how to mend it.

Options of doctor
  --endpoint URL      Base URL of the collector, instead of the one in the environment.
  --timeout MS        Longest wait for each answer, 1 to 60000. Default: 2000.
  --json              Print the report as JSON (schemaVersion 1).

Options
  -h, --help          Print this text.
  -v, --version       Print the version.

Exit code: 0 healthy (warnings allowed), 1 problems found, 2 wrong command line.
NO_COLOR switches colours off.
`;
