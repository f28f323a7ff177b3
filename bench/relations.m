% MALSAR's SRMTL on Octave for bench/relations.ts: answers a line of JSON with a line of JSON. MALSAR is not ours: its folder is given.
%
%   {"data": folder, "sizes", "p"}   reads X.bin and Y.bin, doubles, the rows of one task after those of another
%   {"rho"}                          one fit of 1/2 Σ ‖X_t w_t − y_t‖² + rho ‖W (I − 11'/T)‖² as MALSAR stops it; {"seconds", "iterations"}
1;

function answer (reply)
  fprintf (stdout, "%s\n", jsonencode (reply));
  fflush (stdout);
end

function numbers = doubles (path)
  file = fopen (path);
  numbers = fread (file, Inf, "double");
  fclose (file);
end

addpath (genpath (argv (){1}));
while true
  try
    ask = jsondecode (input ("", "s"));
  catch
    break; % no more questions
  end
  if isfield (ask, "data")
    X = mat2cell (reshape (doubles ([ask.data "/X.bin"]), ask.p, [])', ask.sizes, ask.p)';
    Y = mat2cell (doubles ([ask.data "/Y.bin"]), ask.sizes, 1)';
    answer (struct ());
  else
    T = numel (X);
    since = tic;
    [W, values] = Least_SRMTL (X, Y, eye (T) - ones (T) / T, ask.rho, 0, struct ("maxIter", 1000, "tFlag", 1, "tol", 1e-4));
    answer (struct ("seconds", toc (since), "iterations", numel (values)));
  end
end
