import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { connectionOf } from '../../../host/cli/connection-options.js';
import { describeError, exitCodeOf } from '../../../host/cli/exit.js';
import { buildProgram } from '../../../host/cli/program.js';
import { commandOf } from '../../../host/device/verbs.js';
import { LiquidusError } from '../../../host/error.js';

/** Runs the program in this process; what commander and the commands write is dropped, the error is the result. */
async function fails(...args: string[]): Promise<LiquidusError> {
  const program = buildProgram();
  for (const command of [program, ...program.commands, ...program.commands.flatMap((child) => child.commands)]) {
    command.configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  }
  return program.parseAsync(['node', 'liquidus', ...args]).then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => error as LiquidusError,
  );
}

describe('connection flags', () => {
  it('name one of three ways', () => {
    expect(connectionOf({ port: '/dev/ttyUSB0', unit: 1 })).toEqual({ kind: 'serial', path: '/dev/ttyUSB0', baud: 19200, parity: 'even' });
    expect(connectionOf({ port: 'COM3', baud: 9600, parity: 'none', unit: 1 })).toEqual({ kind: 'serial', path: 'COM3', baud: 9600, parity: 'none' });
    expect(connectionOf({ port: 'a', parity: 'none', stopBits: '1', unit: 1 })).toMatchObject({ parity: 'none', stopBits: 1 });
    expect(connectionOf({ tcp: 'gateway', unit: 1 })).toEqual({ kind: 'tcp', host: 'gateway', port: 502 });
    expect(connectionOf({ rtuTcp: '[::1]:4001', unit: 1 })).toEqual({ kind: 'rtuTcp', host: '::1', port: 4001 });
  });

  it.each([
    ['none', {}, /Where is the device\?/],
    ['two', { port: 'a', tcp: 'b' }, /one place only/],
    ['a baud rate without a serial device', { tcp: 'b', baud: 9600 }, /--baud, --parity and --stop-bits belong to a serial device/],
    ['stop bits without a serial device', { tcp: 'b', stopBits: '1' }, /--stop-bits belong to a serial device/],
    ['a second stop bit beside parity', { port: 'a', stopBits: '2' }, /with even parity has one stop bit, 8E1/],
  ])('with %s are refused', (_, flags, words) => {
    expect(() => connectionOf({ ...flags, unit: 1 })).toThrow(words);
  });

  it('are the same on every command that talks to a device', () => {
    const flags = ['--port', '--baud', '--parity', '--stop-bits', '--tcp', '--rtu-tcp', '--unit', '--timeout'];
    for (const name of ['status', 'watch', 'identify', 'read', 'write', 'commission', 'command', 'ack']) {
      const command = buildProgram().commands.find((child) => child.name() === name);
      expect(command?.options.map((option) => option.long)).toEqual(expect.arrayContaining(flags));
    }
  });
});

describe('the help', () => {
  it('has an example for every command, and every command has examples and the exit codes', () => {
    const program = buildProgram();
    let text = '';
    program.configureOutput({ writeOut: (part) => (text += part) });
    program.outputHelp();
    for (const command of program.commands) {
      if (command.name() === 'help') continue;
      expect(text).toMatch(new RegExp(`^  liquidus ${command.name()} ?`, 'm'));
      const leaf = command.commands.find((child) => child.name() === 'run') ?? command;
      let own = '';
      leaf.configureOutput({ writeOut: (part) => (own += part) });
      leaf.outputHelp();
      expect(own).toContain('Examples:\n  liquidus ');
      expect(own).toContain('Exit codes:');
    }
  });
});

describe('a command for the device', () => {
  it.each([
    ['start', [], { name: 'start' }],
    ['discharge', ['0.3'], { name: 'discharge', argument32: 300, ttl: 60 }],
    ['charge', ['0.0015'], { name: 'charge', argument32: 2, ttl: 60 }],
    ['rescue', ['0.05'], { name: 'rescue', argument32: 50, ttl: 60 }],
    ['reset', [], { name: 'reset', argument: 0 }],
    ['reset', ['p13'], { name: 'reset', argument: 13 }],
    ['reset', ['F05'], { name: 'reset', argument: 43 }],
    ['reanchor', ['22.05', '19.8'], { name: 'reanchor', argument: 2205, argument32: 19800 }],
    ['calibrate', ['currentZero', '0'], { name: 'calibrate', argument: 3, argument32: 0 }],
    ['calibrate', ['nakTempA', '25.31'], { name: 'calibrate', argument: 4, argument32: 2531 }],
    ['calibrate', ['resistance', '1.05'], { name: 'calibrate', argument: 2, argument32: 1050 }],
    ['calibrate', ['nakFlow', 'as-is'], { name: 'calibrate', argument: 7, argument32: 1_000_000_000 }],
    ['sign', ['7'], { name: 'sign', argument: 7 }],
  ])('%s %j becomes the command of the map', (verb, values, command) => {
    expect(commandOf(verb, values, 60)).toEqual(command);
  });

  it.each([
    ['frob', [], /There is no command "frob"; commands: start, stop/],
    ['discharge', [], /The current in A is missing.*0\.001\.\.2000/],
    ['charge', ['-1'], /wrong \("-1"\)/],
    ['start', ['now'], /"start" takes no value, but "now" was given/],
    ['reset', ['P99'], /There is no fault "P99"; fault ids: P01/],
    ['calibrate', ['fill', '1'], /There is no item "fill" to calibrate; items: resistance \(Ω\), currentZero \(A\)/],
    ['calibrate', ['nakTempA'], /The temperature in °C \(or "as-is"\) is missing/],
    ['sign', ['0'], /The number of the person is missing or wrong \("0"\)/],
    ['reanchor', ['22'], /The mass of the metal in g is missing/],
  ])('%s %j is refused with one sentence', (verb, values, words) => {
    expect(() => commandOf(verb, values, 0)).toThrow(words);
  });
});

describe('exit codes', () => {
  it.each([
    ['usage.x', 1],
    ['internal.x', 1],
    ['link.timeout', 3],
    ['refused.range', 4],
  ] as const)('of %s is %d', (code, exit) => {
    expect(exitCodeOf(new LiquidusError(code, ''))).toBe(exit);
  });

  it('a mistake of the person has no stack trace, a mistake of the program keeps it', () => {
    expect(describeError(new LiquidusError('usage.x', 'Do this.'))).toBe('Do this.');
    expect(describeError(new TypeError('boom'))).toMatch(/please report[\s\S]*TypeError: boom[\s\S]*at /);
  });
});

describe('bad input', () => {
  it.each([
    [['status'], 'usage.connection'],
    [['watch', '--tcp', 'a:b'], 'usage.address'],
    [['status', '--port', '/dev/tty-not-there'], 'link.portMissing'],
    [['status', '--port', '/etc/passwd'], 'link.portKind'],
    [['status', '--tcp', '127.0.0.1:1'], 'link.connectionRefused'],
    [['watch', '--tcp', '127.0.0.1:1', '--count', '1'], 'link.connectionRefused'],
    [['identify', '--console', 'tcp://127.0.0.1'], 'usage.address'],
    [['send', 'start', '--leave', '--tcp', '127.0.0.1:1'], 'usage.value'],
    [['rig'], 'usage.rig'],
    [['rig', '--own-tcp', '127.0.0.1:0'], 'usage.rig'],
    [['rig', '--own-tcp', '127.0.0.1:0', '--board', 'esp32', '--blank'], 'usage.rig'],
    [['hil', 'run', 'not-there.yaml'], 'usage.file'],
    [['status', '--unit', '0', '--tcp', 'x'], 'commander.invalidArgument'],
    [['status', '--tcpp', 'x'], 'commander.unknownOption'],
    [['stauts'], 'commander.unknownCommand'],
  ])('%j ends with %s', async (args, code) => {
    expect((await fails(...args)).code).toBe(code);
  });

  it('is one sentence on stderr, a suggestion, exit code 1, nothing on stdout', async () => {
    const root = new URL('../../..', import.meta.url).pathname;
    const child = spawn(process.execPath, ['--no-warnings', 'dist/host/cli/main.js', 'status', '--tpc', 'x'], {
      cwd: root,
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString()));
    const code = await new Promise((done) => child.on('exit', done));
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^liquidus: unknown option '--tpc'\n\(Did you mean --tcp\?\)\n/);
    expect(err).not.toMatch(/^\s+at /m);
  });
});
