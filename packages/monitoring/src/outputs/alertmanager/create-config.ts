import type { Monitoring } from '../../define/monitoring.ts';
import { horizonOf } from '../../oncall/horizon.ts';
import type { Plan } from '../../plan.ts';
import type { AlertmanagerConfig, TimeInterval } from './alertmanager-config.ts';
import { createInhibition } from './create-inhibition.ts';
import { createReceivers } from './create-receivers.ts';
import { createRoutes } from './create-routes.ts';
import { onCallReceiver } from './receiver-names.ts';
import {
  muteInterval,
  onCallIntervalName,
  onCallIntervals,
  ticketHoursInterval,
} from './time-intervals.ts';

/** Alertmanager's whole configuration, as data. */
export function createConfig(plan: Plan): AlertmanagerConfig {
  const { monitoring, q } = plan;
  const { intervals: onCallTimes, receivers: onCall } = onCallOf(monitoring);
  const { smtp } = monitoring.targets;
  return {
    global: {
      resolve_timeout: '5m',
      ...(smtp && {
        smtp_smarthost: smtp.host,
        smtp_from: smtp.from,
        smtp_require_tls: smtp.requireTls ?? true,
        ...(smtp.username !== undefined && { smtp_auth_username: smtp.username }),
        ...(smtp.passwordFile !== undefined && { smtp_auth_password_file: smtp.passwordFile }),
      }),
    },
    templates: ['templates/*.tmpl'],
    route: createRoutes(
      monitoring,
      ['alertname', q.label('deployment.environment.name'), q.label('service.name')],
      onCall,
    ),
    inhibit_rules: createInhibition(plan),
    receivers: createReceivers(monitoring, onCall),
    time_intervals: [
      ...monitoring.muteWindows.map(muteInterval),
      ...monitoring.teams.flatMap(({ name, ticketHours }) =>
        ticketHours ? [ticketHoursInterval(name, ticketHours)] : [],
      ),
      ...onCallTimes,
    ],
  };
}

/** People who are told personally, when they are on call within the horizon. */
function onCallOf({ teams, oncall, today }: Monitoring): {
  readonly intervals: readonly TimeInterval[];
  readonly receivers: ReadonlySet<string>;
} {
  const horizon = horizonOf(today);
  const intervals: TimeInterval[] = [];
  const receivers = new Set<string>();
  for (const name of new Set(teams.flatMap(({ rotation }) => rotation ?? []))) {
    const rotation = oncall[name];
    if (rotation === undefined) continue;
    const times = onCallIntervals(name, rotation, horizon);
    for (const person of rotation.people) {
      const time = times.find((each) => each.name === onCallIntervalName(name, person.id));
      if ((person.receivers ?? []).length === 0 || time === undefined) continue;
      intervals.push(time);
      receivers.add(onCallReceiver(name, person.id));
    }
  }
  return { intervals, receivers };
}
