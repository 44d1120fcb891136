/*
 * A master on libmodbus for the interoperability tests. Reads questions from standard input, one a line, and prints one answer a line.
 *
 *   client rtu PATH UNIT | client tcp HOST PORT UNIT
 *
 * Question: function code and its numbers, as in "3 2000 2" or "16 2015 100 300". Answer: "OK" and the numbers that came back, "EXC" and the
 * exception code, or "ERR" and what went wrong.
 */
#include <errno.h>
#include <modbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST 2000

static void print_registers(const uint16_t *values, int count) {
    printf("OK");
    for (int i = 0; i < count; i++) printf(" %u", values[i]);
    printf("\n");
}

static void print_bytes(const uint8_t *values, int count) {
    printf("OK");
    for (int i = 0; i < count; i++) printf(" %u", values[i]);
    printf("\n");
}

/* What a negative result means. libmodbus puts exception codes behind MODBUS_ENOBASE. */
static void print_failure(void) {
    int code = errno - MODBUS_ENOBASE;
    if (code > 0 && code < MODBUS_EXCEPTION_MAX) printf("EXC %d\n", code);
    else printf("ERR %s\n", modbus_strerror(errno));
}

static void ask(modbus_t *bus, int n, const long *q) {
    static uint16_t registers[MOST];
    static uint8_t bits[MOST];
    int count = -1;
    switch (q[0]) {
    case 1:
        count = modbus_read_bits(bus, (int)q[1], (int)q[2], bits);
        break;
    case 2:
        count = modbus_read_input_bits(bus, (int)q[1], (int)q[2], bits);
        break;
    case 3:
        count = modbus_read_registers(bus, (int)q[1], (int)q[2], registers);
        break;
    case 4:
        count = modbus_read_input_registers(bus, (int)q[1], (int)q[2], registers);
        break;
    case 5:
        count = modbus_write_bit(bus, (int)q[1], (int)q[2]);
        break;
    case 6:
        count = modbus_write_register(bus, (int)q[1], (uint16_t)q[2]);
        break;
    case 15:
        for (int i = 2; i < n; i++) bits[i - 2] = (uint8_t)q[i];
        count = modbus_write_bits(bus, (int)q[1], n - 2, bits);
        break;
    case 16:
        for (int i = 2; i < n; i++) registers[i - 2] = (uint16_t)q[i];
        count = modbus_write_registers(bus, (int)q[1], n - 2, registers);
        break;
    case 17:
        count = modbus_report_slave_id(bus, MOST, bits);
        break;
    case 22:
        count = modbus_mask_write_register(bus, (int)q[1], (uint16_t)q[2], (uint16_t)q[3]);
        break;
    case 23: {
        static uint16_t written[MOST];
        for (int i = 4; i < n; i++) written[i - 4] = (uint16_t)q[i];
        count = modbus_write_and_read_registers(bus, (int)q[3], n - 4, written, (int)q[1], (int)q[2], registers);
        break;
    }
    default:
        printf("ERR no such function in libmodbus\n");
        return;
    }
    if (count < 0) print_failure();
    else if (q[0] == 3 || q[0] == 4 || q[0] == 23) print_registers(registers, count);
    else if (q[0] < 3 || q[0] == 17) print_bytes(bits, count);
    else printf("OK\n");
}

int main(int argc, char **argv) {
    int tcp = argc == 5 && strcmp(argv[1], "tcp") == 0;
    if (!tcp && !(argc == 4 && strcmp(argv[1], "rtu") == 0)) {
        fprintf(stderr, "usage: client rtu PATH UNIT | client tcp HOST PORT UNIT\n");
        return 2;
    }
    modbus_t *bus = tcp ? modbus_new_tcp(argv[2], atoi(argv[3])) : modbus_new_rtu(argv[2], 115200, 'N', 8, 1);
    if (bus == NULL || modbus_set_slave(bus, atoi(argv[argc - 1])) < 0 || modbus_set_response_timeout(bus, 2, 0) < 0 || modbus_connect(bus) < 0) {
        fprintf(stderr, "client: %s\n", modbus_strerror(errno));
        return 1;
    }
    char line[8192];
    while (fgets(line, sizeof line, stdin) != NULL) {
        long q[MOST];
        int n = 0;
        for (char *word = strtok(line, " \n"); word != NULL && n < MOST; word = strtok(NULL, " \n")) q[n++] = strtol(word, NULL, 0);
        if (n > 0) ask(bus, n, q);
        fflush(stdout);
    }
    modbus_close(bus);
    modbus_free(bus);
    return 0;
}
