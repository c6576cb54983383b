/* The registry calls of one check and nothing else: "HIVE VIEW PATH" a line in the file named first, rounds next. */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

static struct { HKEY hive; REGSAM view; WCHAR path[512]; } keys[512];
static BYTE data[1 << 20];

static long read_key(int at)
{
    HKEY key;
    DWORD longest, index, length, type, size;
    FILETIME written;
    WCHAR name[16384];
    long found = 0;
    if (RegOpenKeyExW(keys[at].hive, keys[at].path, 0, KEY_READ | keys[at].view, &key)) return 0;
    RegQueryInfoKeyW(key, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, &longest, NULL, &written);
    for (index = 0;; index++) {
        length = 256;
        if (RegEnumKeyExW(key, index, name, &length, NULL, NULL, NULL, NULL)) break;
        found++;
    }
    for (index = 0;; index++) {
        length = 16384;
        size = sizeof data;
        if (RegEnumValueW(key, index, name, &length, NULL, &type, data, &size)) break;
        found++;
    }
    RegQueryInfoKeyW(key, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, &longest, NULL, &written);
    RegCloseKey(key);
    return found;
}

int wmain(int argc, WCHAR **argv)
{
    LARGE_INTEGER frequency, start, end;
    FILE *file = _wfopen(argv[1], L"rb");
    FILE *result = _wfopen(argv[3], L"wb");
    int rounds = _wtoi(argv[2]), count = 0, round, at;
    char line[2048];
    if (argc < 4 || file == NULL || result == NULL) return 1;
    while (count < 512 && fgets(line, sizeof line, file)) {
        char hive[8], path[1024];
        int view;
        if (sscanf(line, "%7s %d %1023[^\r\n]", hive, &view, path) != 3) return 2;
        keys[count].hive = hive[2] == 'C' ? HKEY_CURRENT_USER : HKEY_LOCAL_MACHINE;
        keys[count].view = view == 32 ? KEY_WOW64_32KEY : KEY_WOW64_64KEY;
        MultiByteToWideChar(CP_UTF8, 0, path, -1, keys[count].path, 512);
        count++;
    }
    QueryPerformanceFrequency(&frequency);
    fprintf(result, "[");
    for (round = 0; round < rounds; round++) {
        long found = 0;
        QueryPerformanceCounter(&start);
        for (at = 0; at < count; at++) found += read_key(at);
        QueryPerformanceCounter(&end);
        fprintf(result, "%s{\"milliseconds\":%.4f,\"found\":%ld}", round ? "," : "",
            (double)(end.QuadPart - start.QuadPart) * 1000.0 / (double)frequency.QuadPart, found);
    }
    fprintf(result, "]");
    fclose(result);
    return 0;
}
