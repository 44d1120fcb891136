/**
 * What the pins of the boards can do, from the interpreter's own definitions (Espruino 2v29, boards/*.py and targets/*): a pin may only get
 * what it has here. Checked by firmware/build/board-check.ts.
 */
import type { Channel } from './channels.js';
import { CONTACT_CHANNELS, PULSE_CHANNELS } from './channels.js';

/** Pins of one board. */
export interface PinTable {
  /** Files of the interpreter's sources that say so. */
  readonly source: string;
  /**
   * Every pin that the chip has, with its functions: `adc`; `pwm3`, a channel of timer 3; lines of ports such as `Serial2.rx`, `I2C1.scl`,
   * `SPI1.miso`.
   */
  readonly functions: Readonly<Record<string, string>>;
  /** Functions that every pin has besides. */
  readonly anywhere: readonly string[];
  /** Pins that cannot drive. */
  readonly inputsOnly: readonly string[];
  /** Pins that may carry these channels only, and why. */
  readonly only: readonly { readonly pins: readonly string[]; readonly channels: readonly (Channel | 'direction')[]; readonly why: string }[];
  /** Why the direction of the transceiver cannot be switched by a pin in time; absent where it can. */
  readonly noDirection?: string;
  /** Pins that a row must not use, and why. */
  readonly reserved: readonly { readonly pins: readonly string[]; readonly why: string }[];
  /** PWM units of any pin: `fixed` channels of one frequency and `free` ones of their own, or `modules` of four channels with a common frequency. */
  readonly pwm: { readonly fixedHz?: number; readonly fixed?: number; readonly free?: number; readonly modules?: number };
  /** Pins that may be watched at once, and whether two of the same number on different ports cannot be. */
  readonly watches: number;
  readonly watchesByNumber: boolean;
}

const INPUTS: readonly Channel[] = [...PULSE_CHANNELS, ...CONTACT_CHANNELS];

/** Names `prefix`0 to `prefix`n without functions of their own, with those of `some`. */
function numbered(last: number, some: Readonly<Record<string, string>>): Record<string, string> {
  const found: Record<string, string> = {};
  for (let i = 0; i <= last; i++) found[`D${i}`] = some[`D${i}`] ?? '';
  return found;
}

const PICO: PinTable = {
  source: 'boards/PICO_R1_3.py, boards/pins/stm32f401.csv, stm32f401_af.csv',
  functions: {
    A0: 'adc pwm2 pwm5',
    A1: 'adc pwm2 pwm5',
    A2: 'Serial2.tx adc pwm2 pwm5 pwm9',
    A3: 'Serial2.rx adc pwm2 pwm5 pwm9',
    A4: 'adc',
    A5: 'SPI1.sck adc pwm2',
    A6: 'SPI1.miso adc pwm3',
    A7: 'SPI1.mosi adc pwm1 pwm3',
    A8: 'I2C3.scl pwm1',
    A9: 'Serial1.tx pwm1',
    A10: 'Serial1.rx pwm1',
    A11: 'Serial6.tx pwm1',
    A12: 'Serial6.rx',
    A13: '',
    A14: '',
    A15: 'pwm2',
    B0: 'adc pwm1 pwm3',
    B1: 'adc pwm1 pwm3',
    B2: '',
    B3: 'I2C2.sda SPI1.sck SPI3.sck pwm2',
    B4: 'I2C3.sda SPI1.miso SPI3.miso pwm3',
    B5: 'SPI1.mosi SPI3.mosi pwm3',
    B6: 'I2C1.scl Serial1.tx pwm4',
    B7: 'I2C1.sda Serial1.rx pwm4',
    B8: 'I2C1.scl pwm10 pwm4',
    B9: 'I2C1.sda pwm11 pwm4',
    B10: 'I2C2.scl SPI2.sck pwm2',
    B12: '',
    B13: 'SPI2.sck pwm1',
    B14: 'SPI2.miso pwm1',
    B15: 'SPI2.mosi pwm1',
    C13: '',
    C14: '',
    C15: '',
    H0: '',
    H1: '',
  },
  anywhere: [],
  inputsOnly: [],
  only: [
    { pins: ['B6'], channels: INPUTS, why: 'the default console drives it high before the firmware runs' },
    { pins: ['B7'], channels: INPUTS, why: 'receive line of the default console' },
    { pins: ['C13'], channels: ['localReset'], why: "the board's button" },
  ],
  reserved: [
    { pins: ['A9', 'A11', 'A12', 'B0'], why: 'USB' },
    { pins: ['B2', 'B12'], why: 'light-emitting diodes' },
    { pins: ['C14', 'C15', 'H0', 'H1'], why: 'crystals' },
  ],
  pwm: {},
  watches: 16,
  watchesByNumber: true,
};

/** Pins of the flash chip are 6–11; 37 and 38 are not led out; 20, 24 and 28–31 do not exist. */
const ESP32: PinTable = {
  source: 'boards/ESP32.py, targets/esp32/jshardware*.c (ports on any pin through the GPIO matrix)',
  functions: numbered(39, {
    D32: 'adc',
    D33: 'adc',
    D34: 'adc',
    D35: 'adc',
    D36: 'adc',
    D37: 'adc',
    D38: 'adc',
    D39: 'adc',
    D22: 'I2C1.scl',
    D21: 'I2C1.sda',
    D16: 'Serial3.rx',
    D17: 'Serial3.tx',
    D4: 'Serial2.tx',
    D5: 'Serial2.rx',
    D14: 'SPI1.sck',
    D12: 'SPI1.miso',
    D13: 'SPI1.mosi',
    D18: 'SPI2.sck',
    D19: 'SPI2.miso',
    D23: 'SPI2.mosi',
  }),
  anywhere: ['pwm'],
  inputsOnly: ['D34', 'D35', 'D36', 'D37', 'D38', 'D39'],
  only: [
    { pins: ['D0'], channels: ['localReset'], why: "strapping pin: the board's BOOT button, low at a reset keeps the program from starting" },
    {
      pins: ['D5', 'D15'],
      channels: INPUTS,
      why: 'strapping pins: pulled up at a reset and without effect on the start, but driven by the chip itself for a moment',
    },
    {
      pins: ['D25', 'D26'],
      channels: [
        'contactor',
        'heaterEnable',
        'preCharge',
        'isolationValves',
        'argonPurge',
        'enclosureFan',
        'scrubber',
        'traceHeater',
        'safetyToggle',
        'leakExcitation',
        ...INPUTS,
      ],
      why: 'analogWrite sets their digital-to-analog converter instead of PWM',
    },
  ],
  reserved: [
    { pins: ['D1', 'D3'], why: 'default console and messages of the boot loader' },
    { pins: ['D6', 'D7', 'D8', 'D9', 'D10', 'D11'], why: 'flash chip' },
    { pins: ['D2'], why: 'strapping pin: high at a reset keeps the serial boot loader from starting' },
    { pins: ['D12'], why: 'strapping pin: high at a reset gives the flash chip the wrong voltage' },
    { pins: ['D20', 'D24', 'D28', 'D29', 'D30', 'D31', 'D37', 'D38'], why: 'not led out' },
  ],
  noDirection: 'characters pass through a queue of the system, and leave it nobody knows when',
  pwm: { fixedHz: 5000, fixed: 5, free: 3 },
  watches: 16,
  watchesByNumber: false,
};

/** PWM slices from pwm_gpio_to_slice_num: (pin >> 1) & 7, numbered from 1 as in the definition of the RP2350. */
const RP2040: PinTable = {
  source: 'boards/RP2040_PICO.py, targets/rp2xxx/jshardware.c',
  functions: {
    D0: 'I2C1.sda SPI1.miso Serial1.tx pwm1',
    D1: 'I2C1.scl Serial1.rx pwm1',
    D2: 'I2C2.sda SPI1.sck pwm2',
    D3: 'I2C2.scl SPI1.mosi pwm2',
    D4: 'I2C1.sda SPI1.miso Serial2.tx pwm3',
    D5: 'I2C1.scl Serial2.rx pwm3',
    D6: 'I2C2.sda SPI1.sck pwm4',
    D7: 'I2C2.scl SPI1.mosi pwm4',
    D8: 'I2C1.sda SPI2.miso Serial2.tx pwm5',
    D9: 'I2C1.scl Serial2.rx pwm5',
    D10: 'I2C2.sda SPI2.sck pwm6',
    D11: 'I2C2.scl SPI2.mosi pwm6',
    D12: 'I2C1.sda SPI2.miso Serial1.tx pwm7',
    D13: 'I2C1.scl Serial1.rx pwm7',
    D14: 'I2C2.sda SPI2.sck pwm8',
    D15: 'I2C2.scl SPI2.mosi pwm8',
    D16: 'I2C1.sda SPI1.miso Serial1.tx pwm1',
    D17: 'I2C1.scl Serial1.rx pwm1',
    D18: 'I2C2.sda SPI1.sck pwm2',
    D19: 'I2C2.scl SPI1.mosi pwm2',
    D20: 'I2C1.sda SPI1.miso Serial2.tx pwm3',
    D21: 'I2C1.scl Serial2.rx pwm3',
    D22: 'I2C2.sda SPI1.sck pwm4',
    D23: 'I2C2.scl SPI1.mosi pwm4',
    D24: 'I2C1.sda SPI2.miso Serial2.tx pwm5',
    D25: 'I2C1.scl Serial2.rx pwm5',
    D26: 'I2C2.sda SPI2.sck adc pwm6',
    D27: 'I2C2.scl SPI2.mosi adc pwm6',
    D28: 'I2C1.sda SPI2.miso Serial1.tx adc pwm7',
    D29: 'I2C1.scl Serial1.rx adc pwm7',
  },
  anywhere: [],
  inputsOnly: [],
  only: [{ pins: ['D0'], channels: [...INPUTS, 'direction'], why: 'the boot messages of a test build drive it' }],
  reserved: [
    { pins: ['D23', 'D24', 'D29'], why: 'power supply of the board' },
    { pins: ['D25'], why: 'light-emitting diode' },
  ],
  pwm: {},
  watches: 16,
  watchesByNumber: false,
};

const RP2350: PinTable = {
  source: 'boards/RP2350_PICO2.py, targets/rp2xxx/jshardware.c',
  functions: {
    D0: 'I2C1.sda SPI1.miso Serial1.tx pwm1',
    D1: 'I2C1.scl Serial1.rx pwm1',
    D2: 'I2C2.sda SPI1.sck pwm2',
    D3: 'I2C2.scl SPI1.mosi pwm2',
    D4: 'I2C1.sda SPI1.miso Serial2.tx pwm3',
    D5: 'I2C1.scl Serial2.rx pwm3',
    D6: 'I2C2.sda SPI1.sck pwm4',
    D7: 'I2C2.scl SPI1.mosi pwm4',
    D8: 'I2C1.sda SPI2.miso Serial2.tx pwm5',
    D9: 'I2C1.scl Serial2.rx pwm5',
    D10: 'I2C2.sda SPI2.sck pwm6',
    D11: 'I2C2.scl SPI2.mosi pwm6',
    D12: 'I2C1.sda SPI2.miso Serial1.tx pwm7',
    D13: 'I2C1.scl Serial1.rx pwm7',
    D14: 'I2C2.sda SPI2.sck pwm8',
    D15: 'I2C2.scl SPI2.mosi pwm8',
    D16: 'I2C1.sda SPI1.miso Serial1.tx pwm1',
    D17: 'I2C1.scl Serial1.rx pwm1',
    D18: 'I2C2.sda SPI1.sck pwm2',
    D19: 'I2C2.scl SPI1.mosi pwm2',
    D20: 'I2C1.sda Serial2.tx pwm3',
    D21: 'I2C1.scl Serial2.rx pwm3',
    D22: 'I2C2.sda pwm4',
    D23: 'I2C2.scl pwm4',
    D24: 'I2C1.sda Serial2.tx pwm5',
    D25: 'I2C1.scl Serial2.rx pwm5',
    D26: 'adc pwm6',
    D27: 'adc pwm6',
    D28: 'adc pwm7',
    D29: 'adc pwm7',
  },
  anywhere: [],
  inputsOnly: [],
  only: [
    { pins: ['D0'], channels: ['nakInletTemp'], why: 'the default console drives it high before the firmware runs: a chip select stays off' },
    { pins: ['D1'], channels: INPUTS, why: 'receive line of the default console' },
  ],
  reserved: [
    { pins: ['D23', 'D24', 'D29'], why: 'power supply of the board' },
    { pins: ['D25'], why: 'light-emitting diode' },
  ],
  pwm: {},
  watches: 16,
  watchesByNumber: false,
};

const NRF52840: PinTable = {
  source: 'boards/NRF52840DK.py, targets/nrf5x/jshardware.c (ports and PWM on any pin, three PWM modules, eight watches)',
  functions: numbered(47, { D2: 'adc', D3: 'adc', D4: 'adc', D5: 'adc', D28: 'adc', D29: 'adc', D30: 'adc', D31: 'adc' }),
  anywhere: ['pwm', 'Serial1', 'Serial2', 'I2C1', 'I2C2', 'SPI1'],
  inputsOnly: [],
  only: [
    { pins: ['D11'], channels: ['localReset'], why: 'button 1, which the interpreter negates' },
    { pins: ['D20', 'D21', 'D22', 'D23'], channels: INPUTS, why: 'lines of the flash chip, which is not selected while D17 is high' },
  ],
  reserved: [
    { pins: ['D0', 'D1'], why: '32 kHz crystal' },
    { pins: ['D5', 'D6', 'D7', 'D8'], why: 'serial port of the interface chip: default console' },
    { pins: ['D9', 'D10'], why: 'antenna of NFC: no ordinary pins as the interpreter is built' },
    { pins: ['D12', 'D24', 'D25'], why: 'buttons, which the interpreter negates' },
    { pins: ['D13', 'D14', 'D15', 'D16'], why: 'light-emitting diodes, which the interpreter negates: low would be on' },
    { pins: ['D17', 'D19'], why: 'select and clock of the flash chip' },
    { pins: ['D18'], why: 'reset' },
  ],
  noDirection: 'every character starts in an interrupt of its own, behind those of the radio: the length of a reply is not known',
  pwm: { modules: 3 },
  watches: 8,
  watchesByNumber: false,
};

const MDBT42Q: PinTable = {
  source: 'boards/MDBT42Q.py, targets/nrf5x/jshardware.c',
  functions: numbered(31, {
    D2: 'adc',
    D3: 'adc',
    D4: 'adc',
    D5: 'adc',
    D28: 'adc',
    D29: 'adc',
    D30: 'adc',
    D31: 'adc',
    D6: 'Serial1.tx',
    D8: 'Serial1.rx',
  }),
  anywhere: ['pwm', 'Serial1', 'I2C1', 'SPI1'],
  inputsOnly: [],
  only: [],
  reserved: [
    { pins: ['D0', 'D1', 'D2'], why: 'button, light-emitting diodes and 32 kHz crystal' },
    { pins: ['D9', 'D10'], why: 'antenna of NFC: no ordinary pins as the interpreter is built' },
    { pins: ['D21'], why: 'reset' },
  ],
  noDirection: 'every character starts in an interrupt of its own, behind those of the radio: the length of a reply is not known',
  pwm: { modules: 3 },
  watches: 8,
  watchesByNumber: false,
};

/** Tables by board id. */
export const PIN_TABLES: Readonly<Record<string, PinTable>> = {
  pico: PICO,
  'pico-cells': PICO,
  esp32: ESP32,
  rp2040: RP2040,
  'rp2040-flash': RP2040,
  rp2350: RP2350,
  nrf52840dk: NRF52840,
  mdbt42q: MDBT42Q,
};
