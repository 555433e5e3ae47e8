# Two panels of one axis of growth.py, which defines DATA, OUT, AXIS, and for
# seconds and bytes each the line START + SLOPE * x that lies nearest.

set terminal pngcairo size 1000,420 font "DejaVu Sans,11" background "white"
set output OUT
set multiplot layout 1,2 title "promfile check: ".AXIS font "DejaVu Sans,13"
set logscale xy
set format x "%.0s%c"  # 10k, 1M
set format y "%g"
set grid xtics ytics lc rgb "#dddddd"
set key left top
set xlabel AXIS
set offsets graph 0.05, graph 0.05, graph 0.05, graph 0.05

set ylabel "CPU time in milliseconds"
plot START_SECONDS * 1e3 + SLOPE_SECONDS * 1e3 * x with lines lc rgb "#999999" dt 2 lw 1.5 title "a straight line", \
     DATA using 1:($2 * 1e3) with points pt 7 ps 1.2 lc rgb "#1f5fa8" title "measured"

set ylabel "peak memory in MiB"
plot (START_BYTES + SLOPE_BYTES * x) / 2**20 with lines lc rgb "#999999" dt 2 lw 1.5 title "a straight line", \
     DATA using 1:($3 / 2**20) with points pt 7 ps 1.2 lc rgb "#a83a1f" title "measured"
