/**
 * What `/metrics` tells: every recorded quantity of every unit under the names of `liquidus generate prometheus`, how fresh it is, alarms, and the
 * daemon's own figures.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { quantities, snake } from '../../record/quantities.js';
import type { Daemon, Member } from '../daemon.js';
import { valuesOf } from '../views.js';
import type { Family, Labels } from './exposition.js';

/** Everything that any profile has. */
const QUANTITIES = quantities('full');
const PREFIX = 'liquidus_';
const NS_PER_S = 1e9;
/** Distance of the samples of the event loop, ms; what is measured is the time between two of them, so it is taken off. */
const SAMPLED_MS = 10;
const US_PER_S = 1e6;

type Samples = Family['samples'];

const gauge = (name: string, help: string, samples: Samples): Family => ({ name: PREFIX + name, type: 'gauge', help, samples });
const counter = (name: string, help: string, samples: Samples): Family => ({ name: `${PREFIX}${name}_total`, type: 'counter', help, samples });
const one = (value: number | boolean | null | undefined, labels?: Labels): Samples => [
  { value: typeof value === 'boolean' ? Number(value) : value, ...(labels ? { labels } : {}) },
];
const seconds = (ms: number | null | undefined): number | null => (typeof ms === 'number' ? ms / 1000 : null);

/** Values of the units that answer: what is old is not passed off as new. */
function valueFamilies(members: readonly Member[]): Family[] {
  const told = members.filter(({ unit }) => unit.up).map(({ unit }) => ({ labels: { unit: unit.options.id }, values: valuesOf(unit) }));
  return QUANTITIES.map(({ name, row }) =>
    gauge(
      snake(name),
      row.unit === '' ? row.doc : `${row.doc}, ${row.unit}`,
      told.map(({ labels, values }) => ({ labels, value: values[name] })),
    ),
  );
}

function unitFamilies(members: readonly Member[]): Family[] {
  const each = (value: (member: Member) => number | boolean | null | undefined): Samples =>
    members.map((member) => ({ labels: { unit: member.unit.options.id }, value: Number(value(member) ?? NaN) }));
  const now = Date.now();
  return [
    gauge(
      'unit_up',
      '1 while the last read brought a snapshot',
      each(({ unit }) => unit.up),
    ),
    gauge(
      'unit_snapshot_age_seconds',
      'Time since the last snapshot',
      each(({ unit }) => unit.at && Math.max(0, (now - unit.at.getTime()) / 1000)),
    ),
    gauge(
      'unit_poll_quality_ratio',
      'Share of the polls of the last minute that brought a snapshot',
      each(({ unit }) => unit.window.quality),
    ),
    gauge(
      'unit_poll_interval_seconds',
      'Mean time between snapshots over the last minute',
      each(({ unit }) => seconds(unit.window.intervalMs)),
    ),
    gauge(
      'unit_heartbeat',
      '1 while the daemon keeps a set-point alive',
      each(({ unit }) => unit.holding),
    ),
    gauge(
      'alarm',
      '1 for every fault that shows: standing is active, latched or warning',
      members.flatMap(({ unit }) =>
        unit.alarms.flatMap(({ id, name, ...alarm }) =>
          (['active', 'latched', 'warning'] as const)
            .filter((standing) => alarm[standing])
            .map((standing) => ({ labels: { unit: unit.options.id, fault: id, name, standing }, value: 1 })),
        ),
      ),
    ),
  ];
}

function lineFamilies(daemon: Daemon): Family[] {
  const lines = daemon.lines.map((line, number) => ({
    labels: { line: line.title, number: String(number) },
    counters: line.counters,
    open: line.bus !== undefined,
  }));
  const count = (name: 'requests' | 'replies' | 'timeouts' | 'corrupt' | 'exceptions' | 'quarantines', help: string): Family =>
    counter(
      `line_${name}`,
      help,
      lines.map(({ labels, counters }) => ({ labels, value: counters[name] })),
    );
  return [
    gauge(
      'line_open',
      '1 while the port is open',
      lines.map(({ labels, open }) => ({ labels, value: Number(open) })),
    ),
    count('requests', 'Requests sent'),
    count('replies', 'Good replies, exceptions included'),
    count('timeouts', 'Requests without any answer'),
    count('corrupt', 'Requests answered only by bytes that are no valid reply'),
    count('exceptions', 'Exceptions of devices'),
    count('quarantines', 'Times that a unit had to prove itself before it was trusted again'),
    gauge(
      'line_answer_seconds',
      'Time from a request to the whole reply on the present connection',
      lines.flatMap(({ labels, counters }) =>
        (['last', 'mean', 'worst'] as const).map((kind) => ({ labels: { ...labels, kind }, value: counters[`${kind}Ms`] / 1000 })),
      ),
    ),
  ];
}

function serviceFamilies({ recorder, gateway, audit, mqtt, messages }: Daemon): Family[] {
  const { good, waiting, lost } = recorder.health;
  const figures = gateway?.figures;
  const broker = mqtt?.broker.health;
  const targets = (messages?.health ?? []).map((health) => ({ labels: { target: health.target }, health }));
  const ofTargets = (name: 'sent' | 'waiting' | 'lost'): Samples => targets.map(({ labels, health }) => ({ labels, value: health[name] }));
  return [
    gauge('recorder_good', '1 while the recording takes what it is given', one(good)),
    gauge('recorder_waiting_samples', 'Samples that wait for the recording', one(waiting)),
    counter('recorder_lost_samples', 'Samples that were given up', one(lost)),
    counter('audit_lost_lines', 'Lines of the audit log that could not be written', one(audit.lost)),
    gauge('mqtt_connected', '1 while the broker is there', one(broker?.connected)),
    gauge('mqtt_waiting_messages', 'Messages that wait for the broker', one(broker?.waiting)),
    counter('mqtt_lost_messages', 'Messages that were given up', one(broker?.lost)),
    counter('mqtt_skipped_states', 'States that newer ones replaced before the broker took them', one(broker?.skipped)),
    counter('messages_sent', 'Messages about alarms that were delivered', ofTargets('sent')),
    gauge('messages_waiting', 'Messages that wait for their target', ofTargets('waiting')),
    counter('messages_lost', 'Messages that were given up', ofTargets('lost')),
    gauge('gateway_masters', 'Masters that are connected', one(figures?.masters)),
    counter('gateway_turned_away', 'Connections that were turned away', one(figures?.turnedAway)),
    counter('gateway_requests', 'Requests of masters', one(figures?.requests)),
    counter('gateway_replies', 'Requests that a device has answered', one(figures?.replies)),
    counter('gateway_exceptions', 'Exceptions that masters got', one(figures?.exceptions)),
    counter('gateway_writes', 'Writes that were done', one(figures?.writes)),
    counter('gateway_refused_writes', 'Writes that were not done', one(figures?.refusedWrites)),
  ];
}

/** Figures of the process, of which a daemon has one. */
export class ProcessFigures {
  readonly #delay = monitorEventLoopDelay({ resolution: SAMPLED_MS });

  start(): void {
    this.#delay.enable();
  }

  stop(): void {
    this.#delay.disable();
  }

  /** Families; the delays of the event loop since they were asked for last. */
  families(version: string): Family[] {
    const { user, system } = process.cpuUsage();
    const delays = [0.5, 0.99, 1].map((quantile) => ({
      labels: { quantile: String(quantile) },
      value: Math.max(0, this.#delay.percentile(100 * quantile) / NS_PER_S - SAMPLED_MS / 1000),
    }));
    this.#delay.reset();
    return [
      gauge('daemon_info', 'Versions', one(1, { version, node: process.version })),
      {
        name: `${PREFIX}daemon_event_loop_delay_seconds`,
        type: 'summary',
        help: 'How late this process was at its work since the scrape before',
        samples: delays,
      },
      { name: 'process_cpu_seconds_total', type: 'counter', help: 'Processor time of this process', samples: one((user + system) / US_PER_S) },
      { name: 'process_resident_memory_bytes', type: 'gauge', help: 'Memory of this process', samples: one(process.memoryUsage.rss()) },
      {
        name: 'process_start_time_seconds',
        type: 'gauge',
        help: 'When this process started, s since 1970',
        samples: one(Math.round(Date.now() / 1000 - process.uptime())),
      },
    ];
  }
}

/** All families of a daemon. */
export function metricsOf(daemon: Daemon): Family[] {
  return [
    ...valueFamilies(daemon.members),
    ...unitFamilies(daemon.members),
    ...lineFamilies(daemon),
    ...serviceFamilies(daemon),
    ...daemon.process.families(daemon.options.version),
  ];
}
