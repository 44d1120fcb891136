/** TCP sockets and the wireless network, on boards with Wi-Fi. */

/** Listens on a port of every address that the board has or will have; false without a network, and when the port is taken. */
export function listenTcp(port: number, onSocket: (socket: TcpSocket) => void): boolean {
  try {
    require('net').createServer(onSocket).listen(port);
    return true;
  } catch {
    return false;
  }
}

/** Gives bytes to a connection; nothing happens when it has just been closed. */
export function sendTcp(socket: TcpSocket, bytes: Uint8Array): void {
  try {
    socket.write(E.toString(bytes));
  } catch {
    // Its close event is on the way.
  }
}

/** False for a connection that was closed before anybody could listen for it: its close event does not come any more. */
export function isOpenTcp(socket: TcpSocket): boolean {
  try {
    socket.write('');
    return true;
  } catch {
    return false;
  }
}

/** Closes a connection; what is still to be sent is lost. */
export function dropTcp(socket: TcpSocket): void {
  socket.clsNow = true;
  socket.end();
}

/**
 * Joins the network of the interpreter's own settings when the board is in none: the interpreter leaves it for good when it is lost
 * (jswrap_esp32_network.c, `stopWifiIfIdle`). How long this takes is not known: call it with the plant at rest only.
 */
export function joinAgain(): void {
  try {
    const wifi = require('Wifi');
    if (wifi.getStatus().mode === 'NULL') wifi.restore();
  } catch {
    // Wi-Fi is switched off in the interpreter.
  }
}
