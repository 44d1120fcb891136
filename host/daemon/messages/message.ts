/**
 * A message about an alarm, as people and programs get it.
 */
import type { AlarmShape } from '../api.js';

/** How bad it is: a warn level; a trip that goes by itself; a trip that holds until a reset, or that nobody supervises. */
export const SEVERITIES = ['warning', 'alarm', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Something that stands: a fault of a unit, or trouble of the daemon with a unit or with itself. */
export interface Standing {
  /** Id of the fault; `link` for a unit that does not answer, `recorder` for a recording that fails. */
  readonly fault: string;
  readonly name: string;
  readonly severity: Severity;
  /** Value and limit, in words; empty where they are not known. */
  readonly cause: string;
  /** What to do. */
  readonly advice: string;
  /** True while more about the cause may come in a moment. */
  readonly causeComes: boolean;
}

/** One message. A receiver that gets an id twice has got the same message twice. */
export interface Message {
  readonly id: string;
  readonly kind: 'raise' | 'repeat' | 'clear';
  readonly severity: Severity;
  readonly unit: string;
  readonly title: string;
  readonly fault: string;
  readonly name: string;
  readonly cause: string;
  readonly advice: string;
  /** When it was raised, and when this was written; ISO 8601, UTC. */
  readonly since: string;
  readonly time: string;
}

/** The severity of an alarm of the device. */
function severityOf({ active, latched, reset }: AlarmShape): Severity {
  if (!active && !latched) return 'warning';
  return reset === 'itself' ? 'alarm' : 'critical';
}

/** An alarm of a device as something that stands. */
export function standingOf(alarm: AlarmShape): Standing {
  const { cause } = alarm;
  const said =
    cause && cause.value !== null
      ? `${cause.value} ${cause.unit}${cause.limit === null ? '' : `, limit ${cause.limit} ${cause.unit}`}, in state ${cause.state}`
      : '';
  const severity = severityOf(alarm);
  return {
    fault: alarm.id,
    name: alarm.name,
    severity,
    cause: said,
    advice: alarm.advice,
    causeComes: severity !== 'warning' && cause === null,
  };
}

const KINDS: Readonly<Record<Message['kind'], string>> = { raise: '', repeat: 'still: ', clear: 'over: ' };

/** A message in one line. */
export function subjectOf({ kind, severity, title, fault, name }: Message): string {
  return `${title}: ${KINDS[kind]}${severity} ${fault} ${name}`;
}

/** A message in full, for people. */
export function textOf(message: Message): string {
  const { cause, advice, since, time, kind } = message;
  const lines = [subjectOf(message), `Since ${since}${kind === 'clear' ? `, over at ${time}` : ''}.`];
  if (cause !== '') lines.push(`Cause: ${cause}.`);
  if (kind !== 'clear' && advice !== '') lines.push(`What to do: ${advice}`);
  return `${lines.join('\n')}\n`;
}
