import type { Person, Rotation } from '../define/on-call.ts';
import { instantOf, MINUTE_MS, parseLocalMinute } from './local-time.ts';
import { watchesOf } from './watches.ts';

/** Time in which one person is on call without a break. Instants are milliseconds since 1970; `to` is exclusive. */
export interface Turn {
  readonly person: string;
  readonly from: number;
  readonly to: number;
  /** Whose turn it would have been. */
  readonly standsInFor?: string;
}

/**
 * Who is on call when, with everybody who stands in: the truth that calendars, Alertmanager and PagerDuty must repeat. In order,
 * without overlap; cut at both ends of the span. Days of one person that touch are one turn.
 */
export function turnsBetween(rotation: Rotation, from: number, to: number): Turn[] {
  const planned = rotation.shifts
    .flatMap((shift) => watchesOf(rotation, shift, from, to))
    .map(({ person, ...watch }) => ({
      person,
      from: Math.max(watch.from, from),
      to: Math.min(watch.to, to),
    }))
    .toSorted((a, b) => a.from - b.from);
  let turns: readonly Turn[] = planned;
  for (const override of overrideSpans(rotation)) {
    turns = turns.flatMap((turn) => standIn(turn, override));
  }
  return merge(turns);
}

/** Who is on call at an instant; nobody before the rotation begins. */
export function whoIsOnCall(rotation: Rotation, instant: number): Person | undefined {
  const [turn] = turnsBetween(rotation, instant, instant + MINUTE_MS);
  if (turn === undefined || turn.from > instant) return undefined;
  return rotation.people.find(({ id }) => id === turn.person);
}

/** Overrides as instants. */
export function overrideSpans(rotation: Rotation): Omit<Turn, 'standsInFor'>[] {
  return (rotation.overrides ?? []).map(({ person, ...local }) => {
    const [from, to] = [local.from, local.to].map((text) => {
      const minute = parseLocalMinute(text);
      return minute ? instantOf(rotation.timeZone, minute) : 0;
    }) as [number, number];
    return { person, from, to };
  });
}

function standIn(turn: Turn, override: Turn): Turn[] {
  const from = Math.max(turn.from, override.from);
  const to = Math.min(turn.to, override.to);
  if (from >= to) return [turn];
  const replaced: Turn =
    turn.person === override.person
      ? { ...turn, from, to }
      : { person: override.person, from, to, standsInFor: turn.standsInFor ?? turn.person };
  return [{ ...turn, to: from }, replaced, { ...turn, from: to }].filter(
    (part) => part.from < part.to,
  );
}

function merge(turns: readonly Turn[]): Turn[] {
  const merged: Turn[] = [];
  for (const turn of turns) {
    const last = merged.at(-1);
    if (
      last?.to === turn.from &&
      last.person === turn.person &&
      last.standsInFor === turn.standsInFor
    ) {
      merged[merged.length - 1] = { ...last, to: turn.to };
    } else merged.push(turn);
  }
  return merged;
}
