import type { AlertScope, AlertSource } from '../../rules/alert-source.ts';
import type { RuleContext } from '../../rules/recording-source.ts';

export interface LogAlertContext extends RuleContext {
  readonly scope: AlertScope;
  /** The streams of the scope's services, with braces. */
  readonly streams: string;
  /** `deployment_environment_name, service_name` and what is given. */
  readonly by: (...attributes: readonly string[]) => string;
}

/** An alert on records, which Loki evaluates. As {@link AlertSource}, but without promtool, which knows no LogQL. One file each. */
export type LogAlertSource = Omit<AlertSource, 'expr' | 'tests' | 'inhibits' | 'per'> & {
  /** LogQL. Attributes are named as Loki stores them: with underscores. */
  expr(context: LogAlertContext): string;
};

/** An attribute as Loki stores it: `fluxora.health.status` → `fluxora_health_status`. */
export function logLabel(attribute: string): string {
  return attribute.replaceAll(/[^a-zA-Z0-9_]/g, '_');
}
