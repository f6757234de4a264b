export const HELP = `Usage: fluxora-monitoring <command> [options]

Commands
  generate            Write rules, alerts, dashboards, configuration and runbooks from the definition. All or
                      nothing: with a problem, the last good output stays as it is.
  check               Tell everything that is wrong, and whether what is written is still what would be
                      generated. Writes nothing.
  diff                Tell what a change of signals breaks, and what else is no longer as it was. Exits with 1
                      when something breaks.
  oncall              Say who is on call. See: fluxora-monitoring oncall --help.

Options
  --config FILE       Module whose default export is the definition.
                      Default: monitoring.config.ts, .js or .mjs in the working directory.
  --out DIRECTORY     Where it is written. Default: monitoring.
  --against WHAT      Of diff: a revision of git, or a directory that was generated on another day.
  --json              Print the result as JSON (schemaVersion 1).
  -h, --help          Print this text.

Exit code: 0 all is well, 1 problems, 2 a wrong command line or a configuration that cannot be loaded.
`;
