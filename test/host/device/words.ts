/**
 * A live block typed in by hand, register by register, from the layout of the map: the lab cell in discharge at 0.250 A, catholyte flow
 * sensor missing, P01 active, P01 and P30 and X01 latched, P04 in warning.
 */
export const LIVE_WORDS: readonly number[] = [
  0x0100,
  0xbeef,
  0x0001,
  0x0100, //  0 map 1.0, hash, firmware 0.1, board 1 profile 0
  0x0001,
  0x5180, //                   4 uptime 86400 s
  0x1234,
  7,
  6,
  1, //                  6 sequence, heartbeat echo, state discharge, reason P01
  0b00011,
  9, //                      10 remote control + anchored, 9 s left
  0,
  0,
  0,
  0x0001, //                 12 active: fault 1
  0x0004,
  0,
  0x2000,
  0x0001, //       16 latched: 51 (bit 50), 30 (bit 29), 1
  0,
  0,
  0,
  0x0008, //                 20 warnings: 4
  30,
  41, //                          24 first out 30, ack sequence 41
  0x0000,
  0x00fa, //                  26 current 250 mA
  3214,
  3290, //                      28 3.214 V, 3.290 V
  0xffd8,
  402,
  455,
  0xffd8, //        30 −4.0, 40.2, 45.5, −4.0 °C
  2205,
  12,
  105,
  0xff6f, //           34 22.05 wt%, ±0.12, 10.5 °C, −14.5 K
  0xffff,
  0xff38, //                  38 run charge left −200 mAh
  0x0000,
  0x04d2, //                  40 park charge left 1234 mAh
  9321,
  2, //                         42 93.21 %, done
  0x0000,
  0x0bb8, //                  44 net charge 3000 mAh
  98,
  0x8000, //                      46 9.8 mL/min, not available
  4800,
  3050, //                      48 48 %, 30.5 %
  0,
  500,
  0,
  250, //                  50 limits 0.5 A, 0.25 A
  1875,
  1000, //                      54 18.75 %, 100.0 kΩ
  0b0111,
  0b11,
  103,
  0x1234, //       56 inputs, outputs, worst tick, sequence
];
