"""
A master on pymodbus 3.0 for the interoperability tests. Reads questions from standard input, one a line, and prints one answer a line.

    client.py rtu PATH UNIT | client.py tcp HOST PORT UNIT

Question: function code and its numbers, as in "3 2000 2" or "16 2015 100 300". Answer: "OK" and the numbers that came back, "EXC" and the
exception code, or "ERR" and what went wrong.
"""
import logging
import sys

from pymodbus import diag_message, file_message, mei_message, other_message
from pymodbus.client import ModbusSerialClient, ModbusTcpClient
from pymodbus.pdu import ExceptionResponse

logging.disable(logging.CRITICAL)


def diagnostics(numbers, unit):
    """The request of a sub-function with its data word."""
    sub, value = numbers
    if sub == 0:
        return diag_message.ReturnQueryDataRequest(value, unit=unit)
    if sub == 1:
        return diag_message.RestartCommunicationsOptionRequest(value != 0, unit=unit)
    for kind in vars(diag_message).values():
        if isinstance(kind, type) and kind.__name__.endswith("Request") and getattr(kind, "sub_function_code", None) == sub:
            return kind(value, unit=unit)
    raise ValueError(f"no sub-function {sub} in pymodbus")


def reply(client, unit, code, numbers):
    """Asks and returns the reply of pymodbus."""
    if code == 1:
        return client.read_coils(numbers[0], numbers[1], slave=unit)
    if code == 2:
        return client.read_discrete_inputs(numbers[0], numbers[1], slave=unit)
    if code == 3:
        return client.read_holding_registers(numbers[0], numbers[1], slave=unit)
    if code == 4:
        return client.read_input_registers(numbers[0], numbers[1], slave=unit)
    if code == 5:
        return client.write_coil(numbers[0], bool(numbers[1]), slave=unit)
    if code == 6:
        return client.write_register(numbers[0], numbers[1], slave=unit)
    if code == 7:
        return client.execute(other_message.ReadExceptionStatusRequest(unit=unit))
    if code == 8:
        return client.execute(diagnostics(numbers, unit))
    if code == 11:
        return client.execute(other_message.GetCommEventCounterRequest(unit=unit))
    if code == 12:
        return client.execute(other_message.GetCommEventLogRequest(unit=unit))
    if code == 15:
        return client.write_coils(numbers[0], [bool(n) for n in numbers[1:]], slave=unit)
    if code == 16:
        return client.write_registers(numbers[0], numbers[1:], slave=unit)
    if code == 17:
        return client.execute(other_message.ReportSlaveIdRequest(unit))
    if code == 20:
        record = file_message.FileRecord(file_number=numbers[0], record_number=numbers[1], record_length=numbers[2])
        return client.execute(file_message.ReadFileRecordRequest([record], unit=unit))
    if code == 21:
        words = b"".join(n.to_bytes(2, "big") for n in numbers[2:])
        record = file_message.FileRecord(file_number=numbers[0], record_number=numbers[1], record_data=words)
        return client.execute(file_message.WriteFileRecordRequest([record], unit=unit))
    if code == 22:
        return client.mask_write_register(address=numbers[0], and_mask=numbers[1], or_mask=numbers[2], unit=unit)
    if code == 23:
        return client.readwrite_registers(
            read_address=numbers[0], read_count=numbers[1], write_address=numbers[2], write_registers=numbers[3:], unit=unit
        )
    if code == 24:
        return client.execute(file_message.ReadFifoQueueRequest(numbers[0], unit=unit))
    if code == 43:
        return client.execute(mei_message.ReadDeviceInformationRequest(numbers[0], numbers[1], unit=unit))
    raise ValueError(f"no function {code} in this client")


def numbers_of(answer, asked):
    """What a reply carries, as numbers."""
    for name in ("registers", "values"):
        if hasattr(answer, name):
            return list(getattr(answer, name))
    if hasattr(answer, "bits"):
        return [int(bit) for bit in answer.bits[: asked[1]]] if answer.function_code < 3 else []
    if hasattr(answer, "records"):
        return [byte for record in answer.records for byte in record.record_data]
    if hasattr(answer, "information"):
        return [byte for part in sorted(answer.information) for byte in answer.information[part]]
    if hasattr(answer, "identifier"):
        return list(answer.identifier)
    if hasattr(answer, "events"):
        return [answer.event_count, answer.message_count]
    if answer.function_code == 8:
        message = answer.message
        return list(message) if isinstance(message, (list, tuple)) else [message]
    if answer.function_code in (7, 11):
        return [answer.status if answer.function_code == 7 else answer.count]
    return []


def main():
    kind, *where = sys.argv[1:]
    unit = int(where[-1])
    if kind == "tcp":
        client = ModbusTcpClient(where[0], port=int(where[1]), timeout=2)
    else:
        client = ModbusSerialClient(where[0], baudrate=115200, timeout=2)
    if not client.connect():
        sys.exit("client.py: no connection")
    for line in sys.stdin:
        code, *numbers = [int(word, 0) for word in line.split()]
        try:
            answer = reply(client, unit, code, numbers)
            if isinstance(answer, ExceptionResponse):
                print("EXC", answer.exception_code, flush=True)
            elif isinstance(answer, Exception) or answer.isError():
                print("ERR", answer, flush=True)
            else:
                print("OK", *numbers_of(answer, numbers), flush=True)
        except Exception as error:  # pylint: disable=broad-except
            print("ERR", type(error).__name__, error, flush=True)
    client.close()


main()
