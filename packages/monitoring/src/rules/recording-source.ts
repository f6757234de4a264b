import type { Monitoring } from '../define/monitoring.ts';
import type { Words } from '../promql/words.ts';
import type { RuleTest } from './rule-test.ts';

/** What a source of rules may look at. */
export interface RuleContext {
  readonly monitoring: Monitoring;
  readonly q: Words;
}

export interface RecordingRule {
  /** `level:metric:operations`, as in `service_route:http_requests:rate5m`. */
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** UCUM unit of the result, for panels: `1/s`, `s`, `1`. */
  readonly unit?: string;
  readonly description?: string;
}

/** One group of recording rules, evaluated in order. One file each. */
export interface RecordingSource {
  /** Unique, kebab-case: `http`. Also the name of the group and of the file. */
  readonly name: string;
  /** @defaultValue the definition's evaluation interval */
  readonly interval?: string;
  rules(context: RuleContext): readonly RecordingRule[];
  tests?(context: RuleContext): readonly RuleTest[];
}
