# Prints what Ruby's parser refuses, a line for each file: "file:line: message". Nothing of a file is run.
$VERBOSE = nil
ARGV.each do |path|
  text = File.read(path, encoding: "UTF-8")
  begin
    RubyVM::InstructionSequence.compile(text, "sample.rb", "sample.rb", 1)
  rescue SyntaxError => error
    lines = error.message.force_encoding("UTF-8").scrub.lines.map(&:strip)
    first = lines.find { |line| line =~ /\Asample\.rb:(\d+):\s*(.+)/ && $2 !~ /syntax errors? found/ }
    number = first ? first[/:(\d+):/, 1] : error.message[/:(\d+):/, 1]
    message = first ? first.sub(/\Asample\.rb:\d+:\s*/, "") : lines.last
    marked = error.message.lines.grep(/\^/).first
    message = marked.sub(/.*\^~*\s*/, "").strip if message !~ /\S/ && marked
    puts "#{path}:#{number || 1}: #{message}"
  rescue ArgumentError, EncodingError
    next
  end
end
