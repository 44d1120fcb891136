import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseHostPort } from '../../../host/bus/connection.js';
import { deadlineMs, frameGapMs } from '../../../host/bus/deadline.js';
import { Quarantine } from '../../../host/bus/quarantine.js';
import { serialOpenError } from '../../../host/bus/serial.js';

describe('the deadline of a read of 64 registers', () => {
  // (8 + 5 + 128) characters of 11 bits, twice 3.5 characters, 100 ms for the slave, 40 ms for the adapter, worked out by hand.
  it.each([
    [9600, 310],
    [19200, 225],
    [115200, 157],
  ])('at %d baud is %d ms', (baud, ms) => {
    expect(deadlineMs(baud, 8, 133)).toBe(ms);
  });

  it('counts 3.5 characters of silence, fixed at 1.75 ms above 19200 baud', () => {
    expect(frameGapMs(9600)).toBeCloseTo(4.01, 2);
    expect(frameGapMs(19200)).toBeCloseTo(2.01, 2);
    expect(frameGapMs(115200)).toBe(1.75);
  });
});

describe('the canary of a quarantine', () => {
  it('has a quantity that no late reply can have', () => {
    const quarantine = new Quarantine();
    quarantine.suspect(0, 1);
    expect(quarantine.canaryQuantity(1)).toBe(2);
    quarantine.suspect(2, 2);
    quarantine.suspect(3, 60);
    expect(quarantine.canaryQuantity(4)).toBe(3);
    quarantine.clear();
    expect(quarantine.canaryQuantity(5)).toBe(1);
  });

  it('may use a quantity again when its reply cannot come any more', () => {
    const quarantine = new Quarantine();
    quarantine.suspect(0, 1);
    expect(quarantine.canaryQuantity(9_999)).toBe(2);
    expect(quarantine.canaryQuantity(10_001)).toBe(1);
  });
});

describe('a serial port that does not open', () => {
  it.each([
    ['Error: No such file or directory, cannot open /dev/ttyUSB9', 'link.portMissing', 'plug the adapter in'],
    ['Error: Permission denied, cannot open /dev/ttyUSB9', 'link.portPermission', 'usermod -aG dialout $USER'],
    ['Error: Error Resource temporarily unavailable Cannot lock port', 'link.portBusy', 'Another program has /dev/ttyUSB9 open'],
    ['Error: Device or resource busy, cannot open /dev/ttyUSB9', 'link.portBusy', 'end it'],
    ['Error: Inappropriate ioctl for device, cannot open /dev/ttyUSB9', 'link.portKind', 'is not a serial port'],
    ['Error: Input/output error', 'link.portOpen', 'Input/output error'],
  ])('with "%s" says what to do', (message, code, words) => {
    const error = serialOpenError('/dev/ttyUSB9', message, 'dialout');
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(error.family).toBe('link');
  });
});

describe('a serial port without permission', () => {
  const refused = (path: string): string => serialOpenError(path, 'Error: Permission denied').message;

  it('that only its owner may use is not to be reached by a group', () => {
    const folder = mkdtempSync(join(tmpdir(), 'liquidus-port-'));
    const path = join(folder, 'port');
    writeFileSync(path, '', { mode: 0o600 });
    const text = refused(path);
    rmSync(folder, { recursive: true });
    expect(text).toContain('only its owner may use it');
    expect(text).not.toContain('usermod');
  });

  it('that is not there any more says where its group is to be found', () => {
    expect(refused('/dev/ttyUSB9')).toContain('that "ls -l" shows');
  });
});

describe('an address', () => {
  it.each([
    ['127.0.0.1:1502', { host: '127.0.0.1', port: 1502 }],
    ['gateway.local', { host: 'gateway.local', port: 502 }],
    ['[::1]:1502', { host: '::1', port: 1502 }],
    ['[fe80::1]', { host: 'fe80::1', port: 502 }],
    ['localhost:0', { host: 'localhost', port: 0 }],
  ])('%s is read', (text, address) => {
    expect(parseHostPort(text)).toEqual(address);
  });

  it.each(['', ':1502', '::1', 'a:b', 'host:70000', 'host:1:2'])('"%s" is refused with a sentence that shows one', (text) => {
    expect(() => parseHostPort(text)).toThrow(/write HOST:PORT, for example/);
  });
});
