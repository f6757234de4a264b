import type { Monitoring } from '../../define/monitoring.ts';
import type { MuteWindow } from '../../define/mute-window.ts';
import type { Team } from '../../define/team.ts';
import { matcher, type Route } from './alertmanager-config.ts';
import { mutedRoute } from './muted-route.ts';
import {
  DEAD_MANS_SWITCH,
  escalationReceiver,
  NOBODY,
  onCallReceiver,
  pageReceiver,
  ticketReceiver,
} from './receiver-names.ts';
import { onCallIntervalName, ticketHoursName } from './time-intervals.ts';

/** The alert that always fires. */
export const WATCHDOG = 'Watchdog';

const PAGE_REPEAT = '4h';
const TICKET_REPEAT = '24h';

/**
 * The tree: the alert that always fires, what is told to nobody, one branch per team, and pages of teams unknown. Whatever else
 * arrives is a ticket of the platform's team.
 *
 * @param groupBy - Labels by which alerts become one message.
 * @param onCall - Receivers of people who are on call within the horizon.
 */
export function createRoutes(
  { teams, targets, oncall, muteWindows }: Monitoring,
  groupBy: readonly string[],
  onCall: ReadonlySet<string>,
): Route {
  const people = (team: Team): readonly string[] =>
    (team.rotation === undefined ? [] : (oncall[team.rotation]?.people ?? []))
      .map(({ id }) => id)
      .filter((id) => onCall.has(onCallReceiver(team.rotation ?? '', id)));
  return {
    receiver: ticketReceiver(targets.platformTeam),
    group_by: groupBy,
    group_wait: '30s',
    group_interval: '5m',
    repeat_interval: TICKET_REPEAT,
    routes: [
      ...(targets.deadMansSwitch === undefined ? [] : [watchdogRoute()]),
      { matchers: [matcher('severity', '=', 'none')], receiver: NOBODY },
      ...teams.map((team) => teamRoute(team, people(team), muteWindows)),
      {
        matchers: [matcher('severity', '=', 'page')],
        receiver: pageReceiver(targets.platformTeam),
        repeat_interval: PAGE_REPEAT,
      },
    ],
  };
}

/** It is sent at once and again and again: the switch raises the alarm when it hears nothing. */
function watchdogRoute(): Route {
  return {
    matchers: [matcher('alertname', '=', WATCHDOG)],
    receiver: DEAD_MANS_SWITCH,
    group_by: ['alertname'],
    group_wait: '0s',
    group_interval: '1m',
    repeat_interval: '1m',
  };
}

/** Steps of escalation first, since they are pages, too; then whoever is on call, and the whole team. */
function teamRoute(team: Team, people: readonly string[], windows: readonly MuteWindow[]): Route {
  const { name, rotation = '', escalation = [] } = team;
  const ofPages = windows.filter(({ pages }) => pages === true);
  const route = (
    labels: Readonly<Record<string, string>>,
    rest: Route,
    mutes: readonly MuteWindow[],
  ): Route => mutedRoute(labels, { team: name }, rest, mutes);
  return {
    matchers: [matcher('team', '=', name)],
    receiver: ticketReceiver(name),
    routes: [
      ...escalation.map((_, index) =>
        route(
          { severity: 'page', escalation: String(index + 1) },
          { receiver: escalationReceiver(name, index + 1), repeat_interval: PAGE_REPEAT },
          ofPages,
        ),
      ),
      ...people.map((person) =>
        route(
          { severity: 'page' },
          {
            receiver: onCallReceiver(rotation, person),
            repeat_interval: PAGE_REPEAT,
            active_time_intervals: [onCallIntervalName(rotation, person)],
            continue: true,
          },
          ofPages,
        ),
      ),
      route(
        { severity: 'page' },
        { receiver: pageReceiver(name), repeat_interval: PAGE_REPEAT },
        ofPages,
      ),
      route(
        { severity: 'ticket' },
        {
          receiver: ticketReceiver(name),
          ...(team.ticketHours && { active_time_intervals: [ticketHoursName(name)] }),
        },
        windows,
      ),
    ],
  };
}
