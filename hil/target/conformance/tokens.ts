/**
 * Probes of programs with tokens (firmware/model/tokens.ts). The bytes are typed by hand, from `==` = 8a to `of` = c6, so that a wrong number in
 * the table shows on the emulator too.
 */
import type { Probe } from './probe.js';

export const TOKEN_PROBES: readonly Probe[] = [
  {
    // == === != !== <= << >= >> >>> && || behind =>
    name: 'token/operators',
    program: `var f=(x,y)\xa2[x\x8ay,x\x8by,x\x8cy,x\x8dy,x\x8ey,x\x8fy,x\x91y,x\x92y,x\x93y,x\x9ey,x\xa0y].join();out(f(6,2));out(f(-6,'-6'));out(f(0,3))`,
  },
  {
    // <<= >>= >>>= += -= *= /= %= &= |= ^= ++ --
    name: 'token/assignments',
    program: `var a=6;out([a\x902,a\x941,a\x951,a\x965,a\x971,a\x9a3,a\x9b2,a\x9c8,a\x9d6,a\x9f9,a\xa15,a\x98,\x99a,a].join())`,
  },
  {
    // var for let if continue break do while else switch case default function return
    name: 'token/branches and loops',
    program: `\xacn=0;\xa7(\xadi=0;i<9;i++){\xa3(i<2)\xa9;\xa3(i>4)\xa8;n+=i}out(n);\xa5n++;\xa6(n<12);\xa6(n<15)n++;out(n);\xa3(n>99)out(1);\xa4out(2);
\xaag(a){\xbb(a){\xbc1:\xab'one';\xbd:\xab'other'}}out(g(1)+g(2));\xa7(\xack\xc6[1,2])out(k);\xa7(\xack\xb9{q:1})out(k)`,
  },
  {
    // const true false null undefined in instanceof typeof void delete throw try catch finally new this debugger
    name: 'token/values and the other words',
    program: `\xaeo={a:1,of:2};out([\xb4,\xb5,\xb6\x8a\xb7,typeof \xb6,'a'\xb9o,[]\xbaArray,\xbfo,\xc01,\xbeo.a,'a'\xb9o,o.of].join());
\xb1{\xb0'thrown'}\xb2(e){out(e)}\xb3{out('at last')}function F(x){\xaf.x=x}out((\xb8F(4)).x);function d(){\xc1}`,
  },
  {
    // class extends static super
    name: 'token/classes',
    program: `\xc2A{\xc5s(){\xab7}g(){\xab1}}\xc2B\xc3A{g(){\xab\xc4.g()+1}}var b=new B();out(A.s()+' '+b.g())`,
  },
  { name: 'token/before a regular expression', program: `function g(s){\xab/b+/.test(s)}out(g('abb'));out(\xb4\x9e/c/.test('c'));out(\xb4/2)` },
  { name: 'token/beside signs and numbers', program: `var a=5,b=2;out(a-\x99b);out(a\x98+b);out(a- -b);out(1\xb9[7,8]);out(1\x8e.5)` },
  { name: 'token/not inside a text', program: `var s='==',t=\`in\${s}\`;out(s+t);out({if:1,this:2}.if)` },
];
