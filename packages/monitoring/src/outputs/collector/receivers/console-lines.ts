/** A line of our loggers: `{"timestamp":"…","level":"info","severity_number":9,"message":…`. */
const OURS = 'body matches "^{\\"timestamp\\":\\"[^\\"]+\\",\\"level\\":\\""';

/** A line of somebody else's logger in JSON. */
const JSON_LINE = 'body matches "^{.*}\\\\s*\\\\z"';

/**
 * Operators that make records of lines: ours become what they were before they were written (time, severity, ids of the span, name of the
 * event, scope, service), JSON of others gets its members as attributes, and everything else stays the text that it is.
 */
export function consoleLineOperators(): readonly unknown[] {
  return [
    {
      type: 'router',
      id: 'which-line',
      routes: [
        { output: 'ours', expr: OURS },
        { output: 'json', expr: JSON_LINE },
      ],
      default: 'done',
    },
    {
      type: 'json_parser',
      id: 'ours',
      on_error: 'send_quiet',
      timestamp: {
        parse_from: 'attributes.timestamp',
        layout_type: 'gotime',
        layout: '2006-01-02T15:04:05.999Z07:00',
      },
      severity: { parse_from: 'attributes.level' },
      trace: {
        trace_id: { parse_from: 'attributes.trace_id' },
        span_id: { parse_from: 'attributes.span_id' },
        trace_flags: { parse_from: 'attributes.trace_flags' },
      },
      scope_name: { parse_from: 'attributes.logger' },
    },
    { type: 'move', id: 'body', from: 'attributes.message', to: 'body', on_error: 'send_quiet' },
    {
      type: 'move',
      id: 'service',
      if: 'attributes["service.name"] != nil',
      from: 'attributes["service.name"]',
      to: 'resource["service.name"]',
    },
    ...[
      'timestamp',
      'level',
      'severity_number',
      'logger',
      'trace_id',
      'span_id',
      'trace_flags',
    ].map((key) => ({
      type: 'remove',
      id: `remove-${key}`,
      field: `attributes.${key}`,
      if: `attributes["${key}"] != nil`,
    })),
    {
      type: 'add',
      id: 'mark',
      field: 'attributes["fluxora.log.console"]',
      value: true,
      output: 'done',
    },
    { type: 'json_parser', id: 'json', on_error: 'send_quiet', output: 'done' },
    { type: 'noop', id: 'done' },
  ];
}
