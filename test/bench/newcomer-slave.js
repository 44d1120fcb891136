// A Modbus slave as somebody writes it on the first evening: numbers in an array, bytes pushed one by one, the CRC bit by bit from the specification.
// Only for comparison in `make bench`; it is on no board.
var unit = 1;
var registers = [];
for (var i = 0; i < 125; i++) registers.push(1000 + i);
var received = [];

function crc16(bytes, count) {
  var crc = 0xffff;
  for (var i = 0; i < count; i++) {
    crc = crc ^ bytes[i];
    for (var bit = 0; bit < 8; bit++) {
      if (crc & 1) crc = (crc >> 1) ^ 0xa001;
      else crc = crc >> 1;
    }
  }
  return crc;
}

function send(reply) {
  var crc = crc16(reply, reply.length);
  reply.push(crc & 255);
  reply.push(crc >> 8);
  PORT.write(reply);
}

function sendException(functionCode, code) {
  send([unit, functionCode | 128, code]);
}

function readRegisters(frame) {
  var start = frame[2] * 256 + frame[3];
  var count = frame[4] * 256 + frame[5];
  if (count < 1 || count > 125) return sendException(frame[1], 3);
  if (start + count > registers.length) return sendException(frame[1], 2);
  var reply = [unit, frame[1], count * 2];
  for (var i = 0; i < count; i++) {
    reply.push(registers[start + i] >> 8);
    reply.push(registers[start + i] & 255);
  }
  send(reply);
}

function writeRegisters(frame) {
  var start = frame[2] * 256 + frame[3];
  var count = frame[4] * 256 + frame[5];
  if (count < 1 || count > 123 || frame[6] !== count * 2) return sendException(frame[1], 3);
  if (start + count > registers.length) return sendException(frame[1], 2);
  for (var i = 0; i < count; i++) registers[start + i] = frame[7 + 2 * i] * 256 + frame[8 + 2 * i];
  send(frame.slice(0, 6));
}

function handleFrame(frame) {
  if (frame[0] !== unit) return;
  var crc = crc16(frame, frame.length - 2);
  if (frame[frame.length - 2] !== (crc & 255) || frame[frame.length - 1] !== crc >> 8) return;
  if (frame[1] === 3 || frame[1] === 4) readRegisters(frame);
  else if (frame[1] === 16) writeRegisters(frame);
  else sendException(frame[1], 1);
}

function onData(text) {
  for (var i = 0; i < text.length; i++) received.push(text.charCodeAt(i));
  if (received.length < 8) return;
  var length = received[1] === 16 ? 9 + received[6] : 8;
  if (received.length < length) return;
  handleFrame(received.slice(0, length));
  received = received.slice(length);
}

PORT.setup(19200, { parity: 'even' });
PORT.on('data', onData);
setInterval(function () {}, 100);
